using System.Buffers;
using MsgStore.Encryption.Boxes;
using MsgStore.Encryption.Keys;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;

namespace MsgStore.Encryption;

/// <summary>Finds out whether a message that does not say so is sealed. The authenticator decides.</summary>
internal sealed class Examiner(KeyRing keys, IStoredOctetsCapability stored)
{
    private static readonly SearchValues<byte> TextOctets = SearchValues.Create([(byte)'\t', (byte)'\n', (byte)'\r', .. Enumerable.Range(' ', '~' - ' ' + 1).Select(octet => (byte)octet)]);

    /// <summary>Tries a message.</summary>
    public async ValueTask<Verdict> ExamineAsync(MessageInfo message, CancellationToken cancellationToken)
    {
        if (message.StoredSize < Box.OverheadOctets)
            return Verdict.Plaintext;
        var octets = await stored.OpenStoredAsync(message.Key, cancellationToken).ConfigureAwait(false);
        if (await IsTextAsync(octets, cancellationToken).ConfigureAwait(false))
        {
            await octets.DisposeAsync().ConfigureAwait(false);
            return Verdict.Plaintext;
        }
        if (await BoxOpener.TryOpenAsync(octets, keys, keyId: null, cancellationToken).ConfigureAwait(false) is not { } opened)
            return Verdict.Plaintext;
        await using (opened.Content.ConfigureAwait(false))
            return new Verdict(new EncryptionInfo(Box.Algorithm, opened.KeyId), opened.Content.Length,
                await CrLfStream.MeasureAsync(opened.Content, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Whether a message begins as text does.</summary>
    /// <remarks>
    /// A box begins with 72 octets of chance. That all of them are printable happens once in 10^30 times; a header section's usually are, and such
    /// mail need not be read to its end to be known as plaintext.
    /// </remarks>
    public static async ValueTask<bool> IsTextAsync(Stream octets, CancellationToken cancellationToken)
    {
        var head = new byte[Box.OverheadOctets];
        var count = await octets.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return !head.AsSpan(0, count).ContainsAnyExcept(TextOctets);
    }
}
