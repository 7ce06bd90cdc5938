using MsgStore.Mailboxes;

namespace MsgStore.Encryption;

/// <summary>What was found out about a message.</summary>
/// <param name="Encryption">How it is sealed; <see langword="null"/> for plaintext.</param>
/// <param name="PlaintextSize">Octets of a sealed message's plaintext as they were sealed.</param>
/// <param name="WireSize">Octets of it with all line ends whole.</param>
internal sealed record Verdict(EncryptionInfo? Encryption, long PlaintextSize, long WireSize)
{
    public static Verdict Plaintext { get; } = new(null, 0, 0);
}
