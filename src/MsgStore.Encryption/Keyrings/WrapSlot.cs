namespace MsgStore.Encryption.Keyrings;

/// <summary>One way to a keyring's key-encryption key.</summary>
/// <param name="Type">One of the constants; others are kept and not used.</param>
/// <param name="Id">Its name, which is bound to what it wraps.</param>
/// <param name="WrappedKek">The wrapped key.</param>
/// <param name="Kdf">How a passphrase becomes the wrapping key; <see langword="null"/> for slots without one.</param>
internal sealed record WrapSlot(string Type, string Id, byte[] WrappedKek, SlotKdf? Kdf = null)
{
    public const string Passphrase = "passphrase";
    public const string Escrow = "escrow";

    /// <summary>The user's own passphrase.</summary>
    public const string PrimaryId = "primary";

    /// <summary>The passphrase that is about to become the user's own: there only while a password is changed.</summary>
    public const string NextId = "next";
}
