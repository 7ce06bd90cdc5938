namespace MsgStore.Encryption.Keyrings;

/// <summary>A key of an opened keyring. Times are kept as they were written.</summary>
internal sealed record KeyringEntry : IDisposable
{
    public const string X25519 = "X25519";
    public const string ForEncryption = "encryption";
    public const string Active = "active";
    public const string Rotated = "rotated";
    public const string NoTime = "0001-01-01T00:00:00Z";

    /// <summary>The SHA-256 of the public key, in 64 hexadecimal digits.</summary>
    public required string KeyId { get; init; }

    public string Algorithm { get; init; } = X25519;

    public string Purpose { get; init; } = ForEncryption;

    public required byte[] PublicKey { get; init; }

    public required SecretMemory PrivateKey { get; init; }

    public string Created { get; init; } = NoTime;

    public string ValidFrom { get; init; } = NoTime;

    public string ValidUntil { get; init; } = NoTime;

    public string Status { get; init; } = Active;

    /// <summary>Whether mail can be sealed for it; keys of other kinds are kept and not used.</summary>
    public bool IsForMail => Algorithm == X25519 && Purpose == ForEncryption && PublicKey.Length == 32 && PrivateKey.Length == 32;

    public void Dispose() => PrivateKey.Dispose();

    // Not even the public half is for logs.
    public override string ToString() => nameof(KeyringEntry);
}
