using MsgStore.Content;
using MsgStore.Delivery;
using MsgStore.Queue.Storage;
using MsgStore.Storage;

namespace MsgStore.Queue.Submission;

/// <summary>Seals bodies before they are stored and opens them before they are sent, where the host encrypts.</summary>
/// <param name="cipher">The cipher; <see langword="null"/> where the host does not encrypt.</param>
/// <param name="buffers">Where sealed octets lie until they are stored.</param>
internal sealed class BodySealer(Lazy<IBodyCipher>? cipher, ContentBufferFactory buffers) : IDisposable
{
    /// <summary>What a box adds to its content, at most.</summary>
    private const int OverheadOctets = 128;

    /// <summary>Seals a body.</summary>
    /// <returns>The octets to store, and the buffer they lie in; without a cipher the content itself and no buffer.</returns>
    public async ValueTask<(MessageContent Content, ContentBuffer? Buffer)> SealAsync(MessageContent content, CancellationToken cancellationToken)
    {
        if (cipher is null)
            return (content, null);
        var buffer = buffers.CreateSealed(content.Length + OverheadOctets);
        try
        {
            return (await cipher.Value.SealAsync(content, buffer, cancellationToken).ConfigureAwait(false), buffer);
        }
        catch (Exception e)
        {
            buffer.Dispose();
            if (e is IOException)
                throw new MsgStoreException(StoreError.Unavailable, $"The message could not be read: {e.Message}", e);
            throw;
        }
    }

    /// <summary>The body as it goes out.</summary>
    /// <exception cref="MsgStoreException">KeyUnavailable: it is sealed and the host does not encrypt any more.</exception>
    public MessageContent Open(QueueMessage message, MessageContent stored)
    {
        if (!message.IsSealed)
            return stored;
        return cipher is null
            ? throw new MsgStoreException(StoreError.KeyUnavailable, "The message is sealed with the host's key, and the host does not encrypt any more; add UseEncryption() again.")
            : cipher.Value.Open(stored);
    }

    /// <summary>Reads the key, or makes it.</summary>
    /// <exception cref="MsgStoreException">KeyUnavailable; the message names the file.</exception>
    public void Check() => _ = cipher?.Value;

    public void Dispose()
    {
        if (cipher is { IsValueCreated: true })
            cipher.Value.Dispose();
    }
}
