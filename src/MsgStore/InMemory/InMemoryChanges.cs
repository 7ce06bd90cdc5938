using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;

namespace MsgStore.InMemory;

/// <summary>Hands changes to whoever watches. A watcher that falls behind loses the oldest ones; a refresh shows the truth anyway.</summary>
internal sealed class InMemoryChanges
{
    private const int Backlog = 1024;

    private readonly ConcurrentDictionary<Channel<MailboxChange>, MailboxName> _watchers = new();

    public void Publish(MailboxChange change)
    {
        foreach (var (watcher, mailbox) in _watchers)
            if (mailbox.Equals(change.Path.Mailbox))
                watcher.Writer.TryWrite(change);
    }

    /// <summary>Watches from this call on, not from the first item asked for.</summary>
    public IAsyncEnumerable<MailboxChange> WatchAsync(MailboxName mailbox, CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<MailboxChange>(new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest });
        _watchers[channel] = mailbox;
        cancellationToken.Register(() => _watchers.TryRemove(channel, out _));
        return ReadAsync(channel, cancellationToken);
    }

    private async IAsyncEnumerable<MailboxChange> ReadAsync(Channel<MailboxChange> channel, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var change in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return change;
        }
        finally
        {
            _watchers.TryRemove(channel, out _);
        }
    }
}
