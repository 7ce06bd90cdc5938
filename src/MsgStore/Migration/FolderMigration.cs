using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;

namespace MsgStore.Migration;

/// <summary>The messages of one folder.</summary>
internal sealed class FolderMigration(IMessageStore source, IMessageStore destination, MailboxPath path, MailboxPath newPath, MigrationRun run)
{
    /// <summary>Copies what is missing.</summary>
    /// <returns>False where the destination's folder holds other mail.</returns>
    public async ValueTask<bool> RunAsync(CancellationToken cancellationToken)
    {
        var from = await source.OpenAsync(path, MailboxAccess.Shared, cancellationToken).ConfigureAwait(false);
        await using (from.ConfigureAwait(false))
        {
            var to = await destination.OpenAsync(newPath, MailboxAccess.Exclusive, cancellationToken).ConfigureAwait(false);
            await using (to.ConfigureAwait(false))
            {
                if (!await AdoptAsync(from, to, cancellationToken).ConfigureAwait(false))
                    return false;
                await CopyAsync(from, to, cancellationToken).ConfigureAwait(false);
                await StoreMigration.Require<IImportCapability>(to).AdoptAsync(from.State, cancellationToken).ConfigureAwait(false);
            }
        }
        return true;
    }

    private async ValueTask<bool> AdoptAsync(IMailboxSession from, IMailboxSession to, CancellationToken cancellationToken)
    {
        // UIDNEXT comes last: the messages' own UIDs have to find room below it. Two folders made in one second may have one UIDVALIDITY.
        if ((to.Messages.Count == 0 || to.State.UidValidity == from.State.UidValidity) && !HoldsOthers(from, to))
        {
            await StoreMigration.Require<IImportCapability>(to).AdoptAsync(from.State with { UidNext = 1 }, cancellationToken).ConfigureAwait(false);
            return true;
        }
        run.Add(path, null, "not copied: the destination's folder holds mail of its own; choose a destination without this mailbox, or 'import' into it");
        return false;
    }

    private static bool HoldsOthers(IMailboxSession from, IMailboxSession to)
    {
        var originals = from.Messages.ToDictionary(message => message.Uid);
        return to.Messages.Any(copy => originals.TryGetValue(copy.Uid, out var original)
            && (original.WireSize, original.InternalDate.ToUnixTimeSeconds()) != (copy.WireSize, copy.InternalDate.ToUnixTimeSeconds()));
    }

    private async ValueTask CopyAsync(IMailboxSession from, IMailboxSession to, CancellationToken cancellationToken)
    {
        var there = to.Messages.ToDictionary(message => message.Uid);
        var batch = new List<MessageInfo>();
        long octets = 0;
        foreach (var message in from.Messages)
        {
            if (there.TryGetValue(message.Uid, out var copy))
            {
                await CarryFlagsAsync(message, copy, to, cancellationToken).ConfigureAwait(false);
                run.Messages++;
                run.Report(MigrationPhase.Copying, path, 1);
                continue;
            }
            batch.Add(message);
            octets += message.StoredSize;
            if (batch.Count < run.Options.BatchMessages && octets < run.Options.BatchOctets)
                continue;
            await StoreAsync(batch, from, to, cancellationToken).ConfigureAwait(false);
            batch.Clear();
            octets = 0;
        }
        await StoreAsync(batch, from, to, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask CarryFlagsAsync(MessageInfo message, MessageInfo copy, IMailboxSession to, CancellationToken cancellationToken)
    {
        if ((message.Flags, message.Keywords) != (copy.Flags, copy.Keywords))
            await StoreMigration.Require<IFlagsCapability>(to)
                .SetAsync(copy.Key, new FlagChange(FlagChangeMode.Replace, message.Flags, message.Keywords), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask StoreAsync(
        List<MessageInfo> batch, IMailboxSession from, IMailboxSession to, CancellationToken cancellationToken, bool isSecondTry = false)
    {
        if (batch.Count == 0)
            return;
        try
        {
            await ImportAsync(batch, from, to, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (MigrationRun.IsLocal(exception))
        {
            // One of them is at fault; the others are not held up by it.
            if (batch.Count > 1)
                foreach (var message in batch)
                    await StoreAsync([message], from, to, cancellationToken).ConfigureAwait(false);
            else if (!isSecondTry && from.Messages.FirstOrDefault(message => message.Uid == batch[0].Uid) is { } now && now.WireSize != batch[0].WireSize)
                // Its file was changed since it was listed, and the source knows better by now.
                await StoreAsync([now], from, to, cancellationToken, isSecondTry: true).ConfigureAwait(false);
            else
                run.Add(path, batch[0].Uid, $"not copied: {exception.Message}");
        }
    }

    private async ValueTask ImportAsync(List<MessageInfo> batch, IMailboxSession from, IMailboxSession to, CancellationToken cancellationToken)
    {
        var messages = batch.ConvertAll(message => new ImportedMessage(new StoredMessageContent(from, message), OptionsOf(message), message.Key));
        var results = await StoreMigration.Require<IImportCapability>(to).ImportAsync(messages, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < batch.Count; i++)
            if (results[i].Uid != batch[i].Uid)
                run.Add(path, batch[i].Uid, $"has got UID {results[i].Uid}: its own was used already");
        run.Messages += batch.Count;
        run.Copied += batch.Count;
        run.Octets += messages.Sum(message => message.Content.Length);
        run.Report(MigrationPhase.Copying, path, batch.Count);
    }

    private static AppendOptions OptionsOf(MessageInfo message) => new()
    {
        Flags = message.Flags,
        Keywords = message.Keywords,
        InternalDate = message.InternalDate,
        Uid = message.Uid,
        Encryption = message.Encryption,
    };
}
