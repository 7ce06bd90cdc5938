namespace MsgStore.Protocols.Smtp.Client;

/// <summary>Who a client says it is in AUTH (RFC 4954).</summary>
/// <param name="userName">The authentication identity.</param>
/// <param name="secret">The password in UTF-8; whoever made it zeroes it.</param>
public sealed class SmtpCredentials(string userName, ReadOnlyMemory<byte> secret)
{
    /// <summary>The authentication identity.</summary>
    public string UserName { get; } = userName;

    /// <summary>The password in UTF-8.</summary>
    public ReadOnlyMemory<byte> Secret { get; } = secret;

    /// <summary>Whether it may be sent without TLS. Off: such a server is refused.</summary>
    public bool AllowWithoutTls { get; init; }
}
