using System.Buffers;
using System.Security.Cryptography;
using MsgStore.Accounts;
using MsgStore.Content;
using MsgStore.Delivery;
using MsgStore.Encryption.Interop;
using MsgStore.Storage;

namespace MsgStore.Encryption.Boxes;

/// <summary>Seals messages in one pass and flat memory: the tag, which stands in front, is filled in when the end is reached.</summary>
internal static class BoxSealer
{
    /// <summary>Seals a message for a key.</summary>
    /// <param name="content">The plaintext.</param>
    /// <param name="key">The recipient's key.</param>
    /// <param name="buffer">Takes the box; empty. It has to outlive the result.</param>
    /// <param name="cancellationToken">Ends it; the buffer is then of no use.</param>
    /// <exception cref="MsgStoreException">KeyUnavailable: the key is none mail can be sealed with. DiskFull, Unavailable.</exception>
    /// <exception cref="IOException">The content failed or has not the length it said.</exception>
    public static async ValueTask<MessageContent> SealAsync(
        MessageContent content, PublicKey key, ContentBuffer buffer, CancellationToken cancellationToken)
    {
        Sodium.Require();
        // Made for this message alone and gone with it: nobody who later gets hold of the sender can open it.
        using var ephemeral = SecretMemory.CreateRandom(Box.KeyOctets);
        return await SealAsync(content, key, buffer, ephemeral, RandomNumberGenerator.GetBytes(Box.NonceOctets), cancellationToken).ConfigureAwait(false);
    }

    internal static async ValueTask<MessageContent> SealAsync(
        MessageContent content, PublicKey key, ContentBuffer buffer, SecretMemory ephemeral, byte[] nonce, CancellationToken cancellationToken)
    {
        using var cipher = BoxCipher.Create(key.Octets, ephemeral, nonce)
            ?? throw new MsgStoreException(StoreError.KeyUnavailable, $"The public key {key.KeyId} is none that mail can be sealed with.");
        WriteHead(buffer, ephemeral, nonce);
        using var tag = cipher.CreateTag();
        var length = await CopyAsync(content, buffer, cipher, tag, cancellationToken).ConfigureAwait(false);
        if (length != content.Length)
            throw new IOException("The content has not the length it said.");
        FillTag(buffer, tag);
        return new SealedMessageContent(buffer.Complete(), length);
    }

    private static void WriteHead(ContentBuffer buffer, SecretMemory ephemeral, byte[] nonce)
    {
        Span<byte> head = stackalloc byte[Box.OverheadOctets];
        head.Clear();
        // A key object of NSec's would cost a message ten times this.
        using (var own = ephemeral.Borrow())
            _ = Sodium.PublicKeyOf(head[..Box.KeyOctets], own.Octets);
        nonce.CopyTo(head[Box.KeyOctets..]);
        buffer.Write(head);
    }

    private static void FillTag(ContentBuffer buffer, BoxTag tag)
    {
        Span<byte> octets = stackalloc byte[Box.TagOctets];
        tag.Finish(octets);
        buffer.Overwrite(Box.TagOffset, octets);
    }

    private static async ValueTask<long> CopyAsync(
        MessageContent content, ContentBuffer buffer, BoxCipher cipher, BoxTag tag, CancellationToken cancellationToken)
    {
        var chunk = ArrayPool<byte>.Shared.Rent(Box.ChunkOctets);
        try
        {
            var position = 0L;
            var source = content.OpenRead();
            await using (source.ConfigureAwait(false))
                while (await source.ReadAsync(chunk.AsMemory(0, Box.ChunkOctets), cancellationToken).ConfigureAwait(false) is > 0 and var count)
                {
                    var octets = chunk.AsSpan(0, count);
                    cipher.Apply(octets, position);
                    tag.Add(octets);
                    buffer.Write(octets);
                    position += count;
                }
            return position;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk, clearArray: true);
        }
    }
}
