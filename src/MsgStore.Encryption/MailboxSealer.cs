using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MsgStore.Accounts;
using MsgStore.Content;
using MsgStore.Delivery;
using MsgStore.Encryption.Boxes;
using MsgStore.Encryption.Keys;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Storage;

namespace MsgStore.Encryption;

/// <summary>Seals the plaintext mail a mailbox holds from before it had a key.</summary>
/// <remarks>
/// A message keeps its flags, keywords and internal date; it is stored anew, so it gets a new UID and a new key, and clients that keep mail on the
/// server see it as new. Each step is durable and noted before it is taken: after a crash, or when stopped, the next run goes on where this one
/// ended, and no message is lost or there twice.
/// </remarks>
/// <param name="store">The store itself, not as a user sees it.</param>
/// <param name="buffers">Holds what is sealed.</param>
/// <param name="keyRoot">The key tree; the note of the step under way lies there, beside the user's keys.</param>
public sealed class MailboxSealer(IMessageStore store, ContentBufferFactory buffers, string keyRoot)
{
    /// <summary>The file that names the step under way.</summary>
    public const string NoteName = "sealing";

    /// <summary>Told of each message that cannot be read and is left as it is; <see langword="null"/> for nobody.</summary>
    public Action<MailboxPath, MessageInfo, Exception>? OnUnreadable { get; init; }

    /// <summary>Seals all folders of a mailbox, each while nobody else has it open exclusively.</summary>
    /// <param name="mailbox">The mailbox.</param>
    /// <param name="key">The key it is sealed for.</param>
    /// <param name="withDoubtful">Whether to seal also what does not look like text at its start, and may have been sealed by another program.</param>
    /// <param name="cancellationToken">Ends it between two messages.</param>
    /// <exception cref="MsgStoreException">MailboxInUse, KeyUnavailable, or what the store says.</exception>
    public async ValueTask<MailboxSealing> SealAsync(
        MailboxName mailbox, PublicKey key, bool withDoubtful = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        var keys = new KeyFolder(keyRoot);
        using var file = await KeyringFile.OpenAsync(keys, mailbox, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        await new SealedMailboxes(store).AddAsync(mailbox, cancellationToken).ConfigureAwait(false);
        var folders = store.GetCapability<IFoldersCapability>() is { } verbs
            ? (await verbs.ListAsync(mailbox, cancellationToken).ConfigureAwait(false)).Select(folder => folder.Name).ToList()
            : [FolderName.Inbox];
        var sum = new MailboxSealing(0, 0, 0, 0);
        // The step under way is ended before another is noted.
        var noted = ReadNote(keys, mailbox)?.Folder;
        foreach (var folder in folders.OrderByDescending(folder => folder.Value == noted))
        {
            var session = await store.OpenAsync(new MailboxPath(mailbox, folder), MailboxAccess.Exclusive, cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                var done = await FinishAsync(session, file, keys, cancellationToken).ConfigureAwait(false);
                sum = sum.Add(await SealAsync(session, key, file, withDoubtful, done, cancellationToken).ConfigureAwait(false));
            }
        }
        return sum;
    }

    /// <summary>Ends the step a run before this one was stopped in, if it was in this folder.</summary>
    /// <returns>The message whose sealed copy is there already; <see langword="null"/> for none.</returns>
    private static async ValueTask<MessageKey?> FinishAsync(IMailboxSession session, KeyringFile file, KeyFolder keys, CancellationToken cancellationToken)
    {
        if (ReadNote(keys, session.Path.Mailbox) is not { } note || note.Folder != session.Path.Folder.Value)
            return null;
        var isStored = false;
        foreach (var message in session.Messages.Where(message => message.Encryption is not null && message.Uid >= note.FirstUid))
            isStored |= await BeginsWithAsync(session, message.Key, note.Ephemeral, cancellationToken).ConfigureAwait(false);
        if (isStored && session.Messages.Any(message => message.Key == note.Key))
            await RemoveAsync(session, note.Key).ConfigureAwait(false);
        file.RemoveNote(NoteName);
        return isStored ? note.Key : null;
    }

    private static Note? ReadNote(KeyFolder keys, MailboxName mailbox) => Note.Parse(KeyFile.Read(Path.Combine(keys.UserFolder(mailbox), NoteName)));

    private async ValueTask<MailboxSealing> SealAsync(
        IMailboxSession session, PublicKey key, KeyringFile file, bool withDoubtful, MessageKey? done, CancellationToken cancellationToken)
    {
        var sum = new MailboxSealing(done is null ? 0 : 1, 0, 0, 0);
        foreach (var message in session.Messages)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (message.Key == done)
                continue;
            sum = sum.Add(message.Encryption is not null
                ? new MailboxSealing(0, 1, 0, 0)
                : await SealAsync(session, message, key, file, withDoubtful, cancellationToken).ConfigureAwait(false));
        }
        return sum;
    }

    private async ValueTask<MailboxSealing> SealAsync(
        IMailboxSession session, MessageInfo message, PublicKey key, KeyringFile file, bool withDoubtful, CancellationToken cancellationToken)
    {
        var append = session.GetCapability<IAppendCapability>()
            ?? throw new MsgStoreException(StoreError.Unavailable, "This kind of store takes no messages beside delivery.") { IsTransient = false };
        using var ephemeral = SecretMemory.CreateRandom(Box.KeyOctets);
        using var buffer = buffers.CreateSealed(message.WireSize + Box.OverheadOctets);
        MessageContent box;
        try
        {
            if (!withDoubtful && !await LooksLikeTextAsync(session, message.Key, cancellationToken).ConfigureAwait(false))
                return new MailboxSealing(0, 0, 1, 0);
            var content = await session.RetrieveAsync(message.Key, cancellationToken).ConfigureAwait(false);
            await using (content.ConfigureAwait(false))
                box = await BoxSealer.SealAsync(
                    new StreamMessageContent(content), key, buffer, ephemeral, RandomNumberGenerator.GetBytes(Box.NonceOctets), cancellationToken).ConfigureAwait(false);
        }
        // One bad file must not leave all that come after it in plaintext.
        catch (Exception e) when (IsUnreadable(e))
        {
            // What somebody removed meanwhile is none of the folder's any more.
            if (e is MsgStoreException { Error: StoreError.MessageExpunged })
                return new MailboxSealing(0, 0, 0, 0);
            OnUnreadable?.Invoke(session.Path, message, e);
            return new MailboxSealing(0, 0, 0, 1);
        }
        // The copy begins with a public key that no other message has: by it the next run knows it, without opening anything.
        file.WriteNote(NoteName, new Note(session.Path.Folder.Value, message.Key, KeyRing.PublicHalf(ephemeral).Octets.ToArray(), session.State.UidNext).ToOctets());
        var options = new AppendOptions
        {
            Flags = message.Flags,
            Keywords = message.Keywords,
            InternalDate = message.InternalDate,
            Encryption = new EncryptionInfo(Box.Algorithm, KeyId.ForMessages(key.Octets)),
        };
        await append.AppendAsync(box, options, cancellationToken).ConfigureAwait(false);
        // From here on the step is carried to its end.
        await RemoveAsync(session, message.Key).ConfigureAwait(false);
        file.RemoveNote(NoteName);
        return new MailboxSealing(1, 0, 0, 0);
    }

    private static bool IsUnreadable(Exception exception) =>
        exception is IOException or MsgStoreException { Error: StoreError.Corrupt or StoreError.Unavailable or StoreError.MessageExpunged };

    private static async ValueTask RemoveAsync(IMailboxSession session, MessageKey key)
    {
        session.Delete(key);
        if ((await session.ExpungeAsync(CancellationToken.None).ConfigureAwait(false)).Failed.Count > 0)
            throw new MsgStoreException(StoreError.Unavailable, "A message was sealed, and its plaintext could not be removed; run this again.");
    }

    private static async ValueTask<bool> LooksLikeTextAsync(IMailboxSession session, MessageKey key, CancellationToken cancellationToken)
    {
        var octets = session.GetCapability<IStoredOctetsCapability>() is { } stored
            ? await stored.OpenStoredAsync(key, cancellationToken).ConfigureAwait(false)
            : await session.RetrieveAsync(key, cancellationToken).ConfigureAwait(false);
        await using (octets.ConfigureAwait(false))
            return await Examiner.IsTextAsync(octets, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<bool> BeginsWithAsync(IMailboxSession session, MessageKey key, byte[] expected, CancellationToken cancellationToken)
    {
        var head = new byte[expected.Length];
        try
        {
            var content = await session.RetrieveAsync(key, cancellationToken).ConfigureAwait(false);
            await using (content.ConfigureAwait(false))
                return await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) == head.Length
                    && head.AsSpan().SequenceEqual(expected);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            // A copy that cannot be read is none: the plaintext is there still, and is sealed again.
            return false;
        }
    }

    /// <summary>The step under way: which message, and what its sealed copy begins with.</summary>
    private sealed record Note(string Folder, MessageKey Key, byte[] Ephemeral, uint FirstUid)
    {
        public static Note? Parse(byte[]? octets) =>
            octets is not null && Encoding.UTF8.GetString(octets).Split('\t') is [var ephemeral, var uid, var key, var folder]
            && ephemeral.Length == 2 * Box.KeyOctets && ephemeral.All(char.IsAsciiHexDigit)
            && uint.TryParse(uid, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                ? new Note(folder, new MessageKey(key), Convert.FromHexString(ephemeral), first)
                : null;

        public byte[] ToOctets() => Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(Ephemeral)}\t{FirstUid}\t{Key.Value}\t{Folder}"));
    }
}
