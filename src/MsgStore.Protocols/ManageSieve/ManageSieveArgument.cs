namespace MsgStore.Protocols.ManageSieve;

/// <summary>An argument (RFC 5804 §4).</summary>
/// <param name="IsString">Whether it is a string; a number otherwise.</param>
/// <param name="Octets">The string's octets, unquoted, or the digits.</param>
internal readonly record struct ManageSieveArgument(bool IsString, ReadOnlyMemory<byte> Octets);
