using MsgStore.Encryption.Keyrings;
using MsgStore.Mailboxes;
using MsgStore.Storage;

namespace MsgStore.Encryption.Keys;

/// <summary>What a private key file holds: a keyring, or a key in the older form.</summary>
internal sealed class PrivateKeyFile
{
    private PrivateKeyFile(SealedKeyring? keyring, byte[] octets)
    {
        Keyring = keyring;
        Octets = octets;
    }

    /// <summary>The keyring; <see langword="null"/> for the older form.</summary>
    public SealedKeyring? Keyring { get; }

    /// <summary>The file as it lies there.</summary>
    public byte[] Octets { get; }

    /// <summary>Tells the forms apart.</summary>
    /// <param name="octets">The file.</param>
    /// <param name="mailbox">Whose it is; for errors.</param>
    /// <exception cref="MsgStoreException">Corrupt: it is neither. KeyUnavailable: it is a keyring of a version nobody here knows.</exception>
    public static PrivateKeyFile Read(byte[] octets, MailboxName mailbox)
    {
        if (SealedKeyring.IsKeyring(octets))
            return new PrivateKeyFile(SealedKeyring.Parse(octets) ?? throw Unread(octets, mailbox), octets);
        return octets.Length == LegacyKeyFile.Octets
            ? new PrivateKeyFile(null, octets)
            : throw Damaged(mailbox, $"its file has {octets.Length} octets and is neither a whole keyring nor a key file of the older form");
    }

    /// <summary>The error for a keyring that is not what was written.</summary>
    public static MsgStoreException Damaged(MailboxName mailbox, string what) =>
        new(StoreError.Corrupt, $"The keyring of {mailbox} is damaged: {what}; put it back from a backup.");

    private static MsgStoreException Unread(byte[] octets, MailboxName mailbox) => SealedKeyring.VersionOf(octets) is { } version and not SealedKeyring.FormatVersion
        ? new MsgStoreException(StoreError.KeyUnavailable, $"The keyring of {mailbox} has version {version}, written by a later release; this one knows {SealedKeyring.FormatVersion}.")
        : Damaged(mailbox, "it lacks what a keyring is made of");
}
