using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;

namespace MsgStore.Cli.Watching;

/// <summary>Signals of a store that tells its changes itself.</summary>
internal sealed class FeedSignal : IChangeSignal
{
    private readonly CancellationTokenSource _end = new();
    private readonly IAsyncEnumerator<MailboxChange> _changes;
    private Task<bool> _next;

    public FeedSignal(IChangeFeedCapability feed, MailboxName mailbox)
    {
        _changes = feed.WatchAsync(mailbox, _end.Token).GetAsyncEnumerator(_end.Token);
        // The watch begins with the first step, which must not wait until somebody asks.
        _next = _changes.MoveNextAsync().AsTask();
    }

    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        await _next.WaitAsync(cancellationToken).ConfigureAwait(false);
        _next = _changes.MoveNextAsync().AsTask();
    }

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }
}
