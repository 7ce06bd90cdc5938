namespace MsgStore.Accounts;

/// <summary>A public key that mail is sealed with.</summary>
public sealed class PublicKey
{
    /// <summary>Octets of an X25519 public key (RFC 7748 §5).</summary>
    public const int X25519Octets = 32;

    private readonly byte[] _octets;

    /// <summary>Takes a copy of a key.</summary>
    /// <param name="octets">32 octets.</param>
    /// <param name="keyId">Names the key: lower-case hexadecimal digits.</param>
    public PublicKey(ReadOnlySpan<byte> octets, string keyId)
    {
        if (octets.Length != X25519Octets)
            throw new ArgumentException($"An X25519 public key has {X25519Octets} octets, not {octets.Length}.", nameof(octets));
        _octets = octets.ToArray();
        KeyId = keyId;
    }

    /// <summary>The key.</summary>
    public ReadOnlySpan<byte> Octets => _octets;

    /// <summary>Names the key in stored messages.</summary>
    public string KeyId { get; }

    /// <summary>The name of the key.</summary>
    public override string ToString() => KeyId;
}
