using MsgStore.Mime;

namespace MsgStore.Sieve.Compilation;

/// <summary>A part of an address that tests can compare (RFC 5228 §2.7.4, RFC 5233).</summary>
/// <param name="Name">The tag without colon.</param>
/// <param name="Select">Takes the part; <see langword="null"/> where the address has none.</param>
public sealed record SieveAddressPart(string Name, Func<MailAddress, SieveOptions, string?> Select)
{
    internal string? Capability { get; init; }
}
