using MsgStore.Encryption.Keyrings;

namespace MsgStore.Encryption.Keys;

/// <summary>A keyring while it is changed.</summary>
internal sealed class OpenedKeyring(SealedKeyring keyring, SecretMemory kek, IReadOnlyList<KeyringEntry> entries) : IDisposable
{
    public SealedKeyring Keyring => keyring;

    public SecretMemory Kek => kek;

    public IReadOnlyList<KeyringEntry> Entries { get; set; } = entries;

    /// <summary>The entry mail is sealed for.</summary>
    public KeyringEntry Current => Entries.LastOrDefault(entry => entry.IsForMail && entry.Status == KeyringEntry.Active) ?? Entries.Last(entry => entry.IsForMail);

    public void Dispose()
    {
        kek.Dispose();
        foreach (var entry in Entries)
            entry.Dispose();
    }
}
