using System.Text;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Maildir.Delivery;
using MsgStore.Maildir.Dovecot;
using MsgStore.Maildir.Index;
using MsgStore.Maildir.Names;
using MsgStore.Maildir.Quota;

namespace MsgStore.Maildir.Sessions;

/// <summary>Puts messages of another store into the session's folder.</summary>
/// <remarks>
/// UIDs come first, durably, under names that follow from the keys; then the files. A crash between leaves lines without files, which nobody
/// sees and a second try finds again.
/// </remarks>
internal sealed class MessageImporter(MaildirContext context, FolderSync sync, MaildirMailboxSession session)
{
    private readonly MessageWriter _writer = new(context);
    private readonly MaildirQuota _quota = new(context);
    private readonly KeywordRegistry _keywords = new(context.Layer, context.Names.HostName);

    public async ValueTask<MailboxState> AdoptAsync(MailboxState state, CancellationToken cancellationToken)
    {
        var now = (await sync.SyncAsync(session.Folder, SyncRequest.None, cancellationToken).ConfigureAwait(false)).Index ?? FolderIndex.Empty;
        var counters = new FolderCounters(context, session.Folder);
        now = await context.RunLockedAsync(() => counters.TryAdopt(now, state), cancellationToken).ConfigureAwait(false);
        session.Replace(new Snapshot(now, session.Snapshot.Keywords));
        return session.State;
    }

    public async ValueTask<IReadOnlyList<AppendResult>> ImportAsync(IReadOnlyList<ImportedMessage> messages, CancellationToken cancellationToken)
    {
        messages = await WithCrlfLineEndsAsync(messages, cancellationToken).ConfigureAwait(false);
        var index = (await sync.SyncAsync(session.Folder, SyncRequest.None, cancellationToken).ConfigureAwait(false)).Index ?? FolderIndex.Empty;
        var there = new Snapshot(index, session.Snapshot.Keywords);
        var positions = messages.Select(message => message.Key is { } key ? there.Find(key) : -1).ToArray();
        var fresh = new List<Import>();
        for (var i = 0; i < messages.Count; i++)
            if (positions[i] < 0)
                fresh.Add(new Import(messages[i], NameOf(messages[i]), await TargetAsync(messages[i], cancellationToken).ConfigureAwait(false)));
        var uids = await StoreAsync(fresh, index.Header.UidNext, cancellationToken).ConfigureAwait(false);
        var stored = 0;
        return [.. positions.Select(position => position < 0
            ? new AppendResult(MessageKeys.Of(fresh[stored].BaseName), uids[stored++], index.Header.UidValidity)
            : new AppendResult(there.KeyOf(position), index.Entries[position].Uid, index.Header.UidValidity))];
    }

    private static async ValueTask<IReadOnlyList<ImportedMessage>> WithCrlfLineEndsAsync(IReadOnlyList<ImportedMessage> messages, CancellationToken cancellationToken)
    {
        var result = new List<ImportedMessage>(messages.Count);
        foreach (var message in messages)
            result.Add(message.Options.Encryption is not null ? message
                : message with { Content = await message.Content.WithCrlfLineEndsAsync(cancellationToken).ConfigureAwait(false) });
        return result;
    }

    private async ValueTask<uint[]> StoreAsync(List<Import> imports, uint uidNext, CancellationToken cancellationToken)
    {
        if (imports.Count == 0)
            return [];
        var octets = imports.Sum(import => import.Message.Content.Length);
        await context.RunAsync(() => _quota.Admit(session.Folder.Mailbox, octets, imports.Count), cancellationToken).ConfigureAwait(false);
        var request = new SyncRequest([.. imports.Select(import => (Encoding.Latin1.GetBytes(import.BaseName), import.Message.Options.Uid))]);
        var reserved = await sync.SyncAsync(session.Folder, request, cancellationToken).ConfigureAwait(false);
        try
        {
            await WriteAsync(imports, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            var counters = new FolderCounters(context, session.Folder);
            var names = imports.ConvertAll(import => import.BaseName);
            await context.RunLockedAsync(() => counters.TryRelease(names, uidNext, reserved.Index?.Header.UidNext ?? 0), CancellationToken.None).ConfigureAwait(false);
            throw;
        }
        await context.RunAsync(() => Record(octets, imports.Count), CancellationToken.None).ConfigureAwait(false);
        return reserved.AddedUids;
    }

    private async Task WriteAsync(List<Import> imports, CancellationToken cancellationToken)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var jobs = imports.ConvertAll(import => context.RunAsync(() => Write(import, failed.Token), failed.Token).AsTask());
        try
        {
            foreach (var job in jobs)
                await job.ConfigureAwait(false);
        }
        catch
        {
            await failed.CancelAsync().ConfigureAwait(false);
            await ((Task)Task.WhenAll(jobs)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var import in imports.Where((_, i) => jobs[i].IsCompletedSuccessfully))
                await context.RunAsync(() => TakeBack(import), CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private string Write(Import import, CancellationToken cancellationToken) => _writer.Store(
        import.Target, import.BaseName, import.Message.Content, import.Message.Options.InternalDate ?? context.Time.GetUtcNow(), cancellationToken);

    private static string TakeBack(Import import)
    {
        MessageWriter.TakeBack([import.Target], [import.BaseName], 1);
        return import.BaseName;
    }

    private bool Record(long octets, int messages)
    {
        _quota.Record(session.Folder.Mailbox, octets, messages);
        return true;
    }

    private string NameOf(ImportedMessage message)
    {
        var date = message.Options.InternalDate ?? context.Time.GetUtcNow();
        return (message.Key is { } key ? UniqueNames.TryKeep(key, date, message.Content.Length, message.Content.WireSize, message.Options.Encryption) : null)
            ?? context.Names.Next(date, message.Content.Length, message.Content.WireSize, message.Options.Encryption);
    }

    private async ValueTask<StoreTarget> TargetAsync(ImportedMessage message, CancellationToken cancellationToken)
    {
        var keywords = await context.RunLockedAsync(() => _keywords.Register(session.Folder, message.Options.Keywords), cancellationToken).ConfigureAwait(false);
        if (!keywords.IsComplete)
            Log.KeywordsDropped(context.Logger);
        return new StoreTarget(session.Folder, message.Options.Flags, keywords.Bits, IsSeen: true);
    }

    private sealed record Import(ImportedMessage Message, string BaseName, StoreTarget Target);
}
