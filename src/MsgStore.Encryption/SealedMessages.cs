using MsgStore.Accounts;
using MsgStore.Content;
using MsgStore.Delivery;
using MsgStore.Encryption.Boxes;
using MsgStore.Encryption.Keys;
using MsgStore.Mailboxes;

namespace MsgStore.Encryption;

/// <summary>Seals and opens single messages outside a store, as tools and automation clients do. The form is a standard NaCl box.</summary>
public static class SealedMessages
{
    /// <summary>Seals a message in flat memory.</summary>
    /// <param name="content">The plaintext.</param>
    /// <param name="key">The key it is sealed for.</param>
    /// <param name="buffers">Where the box is held.</param>
    /// <param name="write">Takes the box, which is valid until it returns.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Storage.MsgStoreException">KeyUnavailable: the key is none that can be sealed for. DiskFull, Unavailable.</exception>
    public static async ValueTask SealAsync(MessageContent content, PublicKey key, ContentBufferFactory buffers,
        Func<MessageContent, CancellationToken, ValueTask> write, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(buffers);
        ArgumentNullException.ThrowIfNull(write);
        using var buffer = buffers.CreateSealed(content.Length + Box.OverheadOctets);
        await write(await BoxSealer.SealAsync(content, key, buffer, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How a store is told of a message that was sealed here.</summary>
    /// <param name="key">The key it was sealed for.</param>
    public static EncryptionInfo Describe(PublicKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new EncryptionInfo(Box.Algorithm, KeyId.ForMessages(key.Octets));
    }

    /// <summary>Opens a message in flat memory. It has been checked as a whole when this returns, and is checked again while it is read.</summary>
    /// <param name="box">The sealed message, seekable, from its first octet. Disposed with the result, or when this fails.</param>
    /// <param name="keys">The keys to try, as <see cref="MailKeys"/> or a login made them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The plaintext, seekable; the caller disposes it.</returns>
    /// <exception cref="Storage.MsgStoreException">DecryptionFailed: it was changed, or sealed for another key. Also thrown by reads, where it was changed meanwhile.</exception>
    public static async ValueTask<Stream> OpenAsync(Stream box, UnlockedKeys keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(box);
        return keys is KeyRing ring
            ? await BoxOpener.OpenAsync(box, ring, keyId: null, cancellationToken).ConfigureAwait(false)
            : throw new ArgumentException("The keys are of another kind.", nameof(keys));
    }
}
