using MsgStore.Encryption.Passwords;

namespace MsgStore.Encryption.Keyrings;

/// <summary>Argon2id and HKDF-SHA256, from a passphrase to a wrapping key.</summary>
/// <param name="Salt">The salt.</param>
/// <param name="Costs">What it costs.</param>
/// <param name="Info">HKDF's info.</param>
internal sealed record SlotKdf(byte[] Salt, Argon2Costs Costs, string Info)
{
    public const string Algorithm = "argon2id";
    public const string StandardInfo = "maildancer/keyring-wrap/v1";
}
