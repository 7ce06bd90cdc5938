using System.Collections.Concurrent;
using MsgStore.Maildir.Layout;

namespace MsgStore.Maildir.Index;

/// <summary>Brings folders up to date, one pass at a time for each.</summary>
internal sealed class FolderSync(MaildirContext context)
{
    private readonly ConcurrentDictionary<Mailboxes.MailboxPath, int> _malformed = new();

    /// <summary>The folder as it is now, with UIDs for the messages asked for.</summary>
    public async ValueTask<SyncResult> SyncAsync(FolderHandle folder, SyncRequest request, CancellationToken cancellationToken)
    {
        await folder.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var pass = new FolderSyncPass(context, folder, count => ReportMalformed(folder, count));
            return await context.RunLockedAsync(() => pass.Run(request) is { Index: not null } done ? done : null, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            folder.Gate.Release();
        }
    }

    // Once for each number of them, so that one bad name does not fill the log.
    private void ReportMalformed(FolderHandle folder, int count)
    {
        if (_malformed.Count > 10_000)
            _malformed.Clear();
        if (!_malformed.TryGetValue(folder.Path, out var known) || known != count)
        {
            _malformed[folder.Path] = count;
            Log.MalformedNames(context.Logger, count);
        }
    }
}
