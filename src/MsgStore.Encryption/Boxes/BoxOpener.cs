using System.Buffers;
using MsgStore.Encryption.Keys;
using MsgStore.Storage;

namespace MsgStore.Encryption.Boxes;

/// <summary>Opens boxes. Not one octet of plaintext leaves before the tag over the whole ciphertext has been checked.</summary>
internal static class BoxOpener
{
    /// <summary>Opens a box with whichever of a user's keys fits.</summary>
    /// <param name="box">The sealed message, from its first octet; seekable. Belongs to this call, and to the result.</param>
    /// <param name="keys">The user's keys.</param>
    /// <param name="keyId">The key the message says it was sealed for, which is tried first; <see langword="null"/> where it does not say.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <returns>The plaintext, seekable, and the key's id; <see langword="null"/> where no key fits or the box was changed.</returns>
    public static async ValueTask<OpenedBox?> TryOpenAsync(Stream box, KeyRing keys, string? keyId, CancellationToken cancellationToken)
    {
        var kept = false;
        try
        {
            if (box.Length < Box.OverheadOctets)
                return null;
            var opened = box.Length - Box.OverheadOctets <= Box.ChunkOctets
                ? await OpenSmallAsync(box, keys, keyId, cancellationToken).ConfigureAwait(false)
                : await OpenLargeAsync(box, keys, keyId, cancellationToken).ConfigureAwait(false);
            kept = opened?.Content is OpenedBoxStream;
            return opened;
        }
        finally
        {
            if (!kept)
                await box.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>As <see cref="TryOpenAsync"/>, for a message that is known to be sealed.</summary>
    /// <exception cref="MsgStoreException">DecryptionFailed.</exception>
    public static async ValueTask<Stream> OpenAsync(Stream box, KeyRing keys, string? keyId, CancellationToken cancellationToken) =>
        (await TryOpenAsync(box, keys, keyId, cancellationToken).ConfigureAwait(false))?.Content
        ?? throw new MsgStoreException(StoreError.DecryptionFailed, "The message was changed, or sealed for another key.");

    private static async ValueTask<OpenedBox?> OpenSmallAsync(Stream box, KeyRing keys, string? keyId, CancellationToken cancellationToken)
    {
        var length = (int)box.Length;
        var octets = ArrayPool<byte>.Shared.Rent(length);
        var kept = false;
        try
        {
            box.Position = 0;
            if (await box.ReadAtLeastAsync(octets.AsMemory(0, length), length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) < length)
                return null;
            foreach (var key in keys.Candidates(keyId))
            {
                using var cipher = CreateCipher(octets, key);
                if (cipher is null || !IsGenuine(cipher, octets.AsSpan(0, length)))
                    continue;
                cipher.Apply(octets.AsSpan(Box.OverheadOctets, length - Box.OverheadOctets), 0);
                kept = true;
                return new OpenedBox(new OpenedMemoryStream(octets, Box.OverheadOctets, length - Box.OverheadOctets), key.Public.KeyId);
            }
            return null;
        }
        finally
        {
            if (!kept)
                ArrayPool<byte>.Shared.Return(octets);
        }
    }

    private static async ValueTask<OpenedBox?> OpenLargeAsync(Stream box, KeyRing keys, string? keyId, CancellationToken cancellationToken)
    {
        var head = new byte[Box.OverheadOctets];
        foreach (var key in keys.Candidates(keyId))
        {
            box.Position = 0;
            if (await box.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) < head.Length)
                return null;
            if (CreateCipher(head, key) is not { } cipher)
                continue;
            ChunkTags? tags = null;
            var kept = false;
            try
            {
                tags = new ChunkTags();
                if (await IsGenuineAsync(box, cipher, head.AsMemory(Box.TagOffset), tags, cancellationToken).ConfigureAwait(false) is not { } length)
                    continue;
                kept = true;
                return new OpenedBox(new OpenedBoxStream(box, cipher, tags, length), key.Public.KeyId);
            }
            finally
            {
                if (!kept)
                {
                    cipher.Dispose();
                    tags?.Dispose();
                }
            }
        }
        return null;
    }

    // X25519 ignores the highest bit of a public key (RFC 7748 §5), and the tag does not cover it. No sender sets it: where it is set, the message was changed.
    private static BoxCipher? CreateCipher(ReadOnlySpan<byte> head, UserKey key) => (head[Box.KeyOctets - 1] & 0x80) != 0
        ? null
        : BoxCipher.Create(head[..Box.KeyOctets], key.Private, head.Slice(Box.KeyOctets, Box.NonceOctets));

    private static bool IsGenuine(BoxCipher cipher, ReadOnlySpan<byte> box)
    {
        using var tag = cipher.CreateTag();
        tag.Add(box[Box.OverheadOctets..]);
        return tag.Matches(box.Slice(Box.TagOffset, Box.TagOctets));
    }

    /// <summary>Reads a ciphertext to its end.</summary>
    /// <returns>Its length; <see langword="null"/> where it does not fit its tag.</returns>
    private static async ValueTask<long?> IsGenuineAsync(
        Stream box, BoxCipher cipher, ReadOnlyMemory<byte> expected, ChunkTags tags, CancellationToken cancellationToken)
    {
        var chunk = ArrayPool<byte>.Shared.Rent(Box.ChunkOctets);
        try
        {
            using var tag = cipher.CreateTag();
            var length = 0L;
            int count;
            do
            {
                count = await box.ReadAtLeastAsync(chunk.AsMemory(0, Box.ChunkOctets), Box.ChunkOctets, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                tag.Add(chunk.AsSpan(0, count));
                tags.Add(chunk.AsSpan(0, count));
                length += count;
            }
            while (count == Box.ChunkOctets);
            return tag.Matches(expected.Span) ? length : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }
}

