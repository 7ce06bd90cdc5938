using System.Buffers;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Storage;

namespace MsgStore.Migration;

/// <summary>A stored message as content, for copying it elsewhere. Valid as long as its session.</summary>
/// <param name="session">Holds it.</param>
/// <param name="message">One of the session's messages.</param>
public sealed class StoredMessageContent(IMailboxSession session, MessageInfo message) : MessageContent
{
    // A box another program left begins with 72 octets of chance. Text holds none of these; so many octets of chance hold one but once in 5,000 times.
    private const int HeadOctets = 72;
    private static readonly SearchValues<byte> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 32).Where(octet => octet is not ('\t' or '\n' or '\r')).Append(127).Select(octet => (byte)octet)]);

    /// <summary>Plaintext is read in its wire form, sealed octets as they are.</summary>
    public override long Length => message.Encryption is null ? message.WireSize : message.StoredSize;

    /// <inheritdoc/>
    public override long WireSize => message.WireSize;

    /// <inheritdoc/>
    /// <exception cref="MsgStoreException">
    /// Corrupt: the message does not say that it is sealed and does not look like text either. Line ends made whole in a ciphertext would destroy it.
    /// </exception>
    /// <exception cref="IOException">The message cannot be read.</exception>
    // Stores read content on threads of their own that may block, and open streams only there.
    public override Stream OpenRead()
    {
        try
        {
            if (message.Encryption is null && message.StoredSize >= HeadOctets && session.GetCapability<IStoredOctetsCapability>() is { } stored)
                RequireText(stored);
            return session.RetrieveAsync(message.Key).AsTask().GetAwaiter().GetResult();
        }
        catch (MsgStoreException exception) when (exception.Error == StoreError.Unavailable)
        {
            // The store that is copied to must not take it for a failure of its own.
            throw new IOException($"It cannot be read: {exception.Message}", exception);
        }
    }

    private void RequireText(IStoredOctetsCapability stored)
    {
        Span<byte> head = stackalloc byte[HeadOctets];
        using var octets = stored.OpenStoredAsync(message.Key).AsTask().GetAwaiter().GetResult();
        var count = octets.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (head[..count].ContainsAny(Controls))
            throw new MsgStoreException(StoreError.Corrupt, "It does not begin like text; another program may have sealed it without saying so, and copying it as text would destroy it.");
    }
}
