using MsgStore.Accounts;

namespace MsgStore.Encryption.Keys;

/// <summary>A user's unlocked keys: the one new mail is sealed for, and those before it, which open old mail.</summary>
internal sealed class KeyRing : UnlockedKeys
{
    private readonly IReadOnlyList<UserKey> _keys;

    /// <summary>Takes the keys over.</summary>
    /// <param name="keys">The keys, one of them current; not empty.</param>
    public KeyRing(IReadOnlyList<UserKey> keys)
    {
        _keys = keys;
        Current = keys.First(key => key.IsCurrent).Public;
    }

    public override PublicKey Current { get; }

    /// <summary>All keys, for tests that look at their memory.</summary>
    internal IReadOnlyList<UserKey> All => _keys;

    /// <summary>A ring of one key, which is copied.</summary>
    public static KeyRing Of(ReadOnlySpan<byte> privateKey) => Of(SecretMemory.CopyOf(privateKey));

    /// <summary>A ring of one key, which is taken over.</summary>
    public static KeyRing Of(SecretMemory privateKey) => new([new UserKey(privateKey, PublicHalf(privateKey), isCurrent: true)]);

    /// <summary>The public half of a private key.</summary>
    public static PublicKey PublicHalf(SecretMemory privateKey)
    {
        using var octets = privateKey.Borrow();
        return X25519Keys.PublicHalf(octets.Octets);
    }

    /// <summary>The keys in the order they are to be tried.</summary>
    /// <param name="keyId">The id a message gives; <see langword="null"/> where it gives none.</param>
    public IEnumerable<UserKey> Candidates(string? keyId) =>
        _keys.OrderByDescending(key => keyId?.StartsWith(key.Public.KeyId, StringComparison.Ordinal) == true).ThenByDescending(key => key.IsCurrent);

    protected override void Dispose(bool disposing)
    {
        foreach (var key in _keys)
            key.Dispose();
    }
}
