using MsgStore.Delivery;

namespace MsgStore.Content;

/// <summary>Seals bodies that wait on the disk with a key of the host's own, which outlives the process. Safe for concurrent use.</summary>
internal interface IBodyCipher : IDisposable
{
    /// <summary>Seals a body.</summary>
    /// <param name="content">The plaintext.</param>
    /// <param name="buffer">Takes the sealed octets; made with <see cref="ContentBufferFactory.CreateSealed"/>. It has to outlive the result.</param>
    /// <param name="cancellationToken">Ends it; the buffer is then of no use.</param>
    /// <exception cref="Storage.MsgStoreException">DiskFull, Unavailable.</exception>
    ValueTask<MessageContent> SealAsync(MessageContent content, ContentBuffer buffer, CancellationToken cancellationToken);

    /// <summary>Opens a body: each reading of the result checks it and gives the plaintext.</summary>
    /// <param name="content">The sealed octets.</param>
    /// <exception cref="Storage.MsgStoreException">DecryptionFailed, from the readings: it was sealed with another key, or changed.</exception>
    MessageContent Open(MessageContent content);
}
