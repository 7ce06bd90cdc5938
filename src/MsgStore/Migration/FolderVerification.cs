using System.Security.Cryptography;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Storage;

namespace MsgStore.Migration;

/// <summary>Compares a folder with its copy, message by message and octet by octet.</summary>
internal sealed class FolderVerification(IMessageStore source, IMessageStore destination, MailboxPath path, MailboxPath newPath, MigrationRun run)
{
    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        var from = await source.OpenAsync(path, MailboxAccess.Shared, cancellationToken).ConfigureAwait(false);
        await using (from.ConfigureAwait(false))
        {
            var to = await destination.OpenAsync(newPath, MailboxAccess.Shared, cancellationToken).ConfigureAwait(false);
            await using (to.ConfigureAwait(false))
                await CompareAsync(from, to, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask CompareAsync(IMailboxSession from, IMailboxSession to, CancellationToken cancellationToken)
    {
        run.Report(MigrationPhase.Verifying, path, 0);
        if (to.State.UidNext < from.State.UidNext)
            run.Add(path, null, $"UIDNEXT is {to.State.UidNext}, and {from.State.UidNext} at the source");
        var copies = to.Messages.ToDictionary(message => message.Uid);
        foreach (var message in from.Messages)
        {
            if (!copies.Remove(message.Uid, out var copy))
                run.Add(path, message.Uid, "is missing");
            else if (Difference(message, copy, await SizeOfCopyAsync(from, message, copy, cancellationToken).ConfigureAwait(false)) is { } difference)
                run.Add(path, message.Uid, difference);
            else if (await IsSameAsync(from, to, message, copy, cancellationToken).ConfigureAwait(false))
                run.Verified++;
            run.Report(MigrationPhase.Verifying, path, 1);
        }
        foreach (var extra in copies.Keys)
            run.Add(path, extra, "is at the destination only: it was removed at the source since it was copied, or delivered to the destination");
    }

    /// <summary>What the copy's size has to be: a store of long ago may hold lines that end in LF, which no copy does.</summary>
    private static async ValueTask<long> SizeOfCopyAsync(IMailboxSession from, MessageInfo message, MessageInfo copy, CancellationToken cancellationToken)
    {
        try
        {
            return copy.WireSize == message.WireSize || message.Encryption is not null
                ? message.WireSize
                : (await new StoredMessageContent(from, message).WithCrlfLineEndsAsync(cancellationToken).ConfigureAwait(false)).Length;
        }
        catch (MsgStoreException exception) when (MigrationRun.IsLocal(exception))
        {
            return message.WireSize;
        }
    }

    private static string? Difference(MessageInfo message, MessageInfo copy, long wireSize)
    {
        if (copy.Flags != message.Flags || !copy.Keywords.Equals(message.Keywords))
            return $"has flags '{copy.Flags} {copy.Keywords}', and '{message.Flags} {message.Keywords}' at the source";
        if (copy.InternalDate.ToUnixTimeSeconds() != message.InternalDate.ToUnixTimeSeconds())
            return $"is dated {copy.InternalDate:O}, and {message.InternalDate:O} at the source";
        if (copy.WireSize != wireSize || copy.Encryption != message.Encryption)
            return $"has {copy.WireSize} octets ({copy.Encryption?.KeyId ?? "plaintext"}), and {message.WireSize} ({message.Encryption?.KeyId ?? "plaintext"}) at the source";
        return copy.Key == message.Key ? null : $"has key '{copy.Key}', and '{message.Key}' at the source: clients that tell messages apart by it fetch it again";
    }

    private async ValueTask<bool> IsSameAsync(IMailboxSession from, IMailboxSession to, MessageInfo message, MessageInfo copy, CancellationToken cancellationToken)
    {
        try
        {
            MessageContent original = new StoredMessageContent(from, message);
            if (copy.WireSize != message.WireSize)
                original = await original.WithCrlfLineEndsAsync(cancellationToken).ConfigureAwait(false);
            var expected = await HashAsync(original, cancellationToken).ConfigureAwait(false);
            var found = await HashAsync(new StoredMessageContent(to, copy), cancellationToken).ConfigureAwait(false);
            if (expected.AsSpan().SequenceEqual(found))
                return true;
            run.Add(path, message.Uid, "has other octets than at the source");
        }
        catch (MsgStoreException exception) when (MigrationRun.IsLocal(exception))
        {
            run.Add(path, message.Uid, $"cannot be compared: {exception.Message}");
        }
        return false;
    }

    private static async ValueTask<byte[]> HashAsync(MessageContent content, CancellationToken cancellationToken)
    {
        var stream = content.OpenRead();
        await using (stream.ConfigureAwait(false))
            return await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false);
    }
}
