using System.Runtime.CompilerServices;
using System.Threading.Channels;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Sqlite.Engine;
using MsgStore.Storage;

namespace MsgStore.Sqlite;

/// <summary>
/// Tells watchers what changed. Nothing is written for it: what happened follows from the counters of the folders, so it holds whoever wrote,
/// and whatever was missed. Writes of this process wake watchers at once; those of others are seen by asking SQLite at short intervals.
/// </summary>
internal sealed class ChangeFeed(SqliteContext context) : IDisposable
{
    private readonly Dictionary<Channel<bool>, MailboxName> _watchers = [];
    private readonly Lock _polling = new();
    private Timer? _timer;
    private SqliteConnection? _connection;
    private int _generation;
    private long _version;
    private bool _isClosed;

    /// <summary>Says that a write of this process to a mailbox is durable.</summary>
    public void Changed(MailboxName mailbox)
    {
        lock (_watchers)
            foreach (var (signal, watched) in _watchers)
                if (watched.Equals(mailbox))
                    signal.Writer.TryWrite(true);
    }

    /// <summary>Watches from this call on, not from the first item asked for.</summary>
    /// <exception cref="MsgStoreException">The mailbox cannot be read.</exception>
    public IAsyncEnumerable<MailboxChange> WatchAsync(MailboxName mailbox, CancellationToken cancellationToken)
    {
        var signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        // Listened for before the first look, so that nothing falls between the two.
        lock (_watchers)
        {
            _watchers.Add(signal, mailbox);
            _timer ??= new Timer(_ => Poll(), null, context.Options.WatchInterval, context.Options.WatchInterval);
        }
        try
        {
            var start = context.Readers.Read(connection => MailboxView.Read(connection, mailbox, context.Options));
            var registration = cancellationToken.Register(() => Forget(signal));
            return ReadAsync(signal, mailbox, start, registration, cancellationToken);
        }
        catch
        {
            Forget(signal);
            throw;
        }
    }

    public void Dispose()
    {
        lock (_watchers)
        {
            _timer?.Dispose();
            _timer = null;
        }
        lock (_polling)
        {
            _isClosed = true;
            _connection?.Dispose();
            _connection = null;
        }
    }

    private async IAsyncEnumerable<MailboxChange> ReadAsync(
        Channel<bool> signal, MailboxName mailbox, MailboxView view, CancellationTokenRegistration registration, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            while (await signal.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                signal.Reader.TryRead(out _);
                var changes = await LookAsync(mailbox, view, cancellationToken).ConfigureAwait(false);
                if (changes is null)
                    continue;
                view = changes.Value.View;
                foreach (var change in changes.Value.Changes)
                    yield return change;
            }
        }
        finally
        {
            // The token may live as long as the host.
            await registration.DisposeAsync().ConfigureAwait(false);
            Forget(signal);
        }
    }

    /// <summary>Null where the database cannot be read now; the next signal asks again.</summary>
    private async ValueTask<(MailboxView View, List<MailboxChange> Changes)?> LookAsync(MailboxName mailbox, MailboxView view, CancellationToken cancellationToken)
    {
        try
        {
            return await context.Readers.ReadSnapshotAsync(
                connection =>
                {
                    var now = MailboxView.Read(connection, mailbox, context.Options);
                    return (now, MailboxViewDelta.Between(connection, mailbox, view, now));
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (MsgStoreException e)
        {
            Log.WatchFailed(context.Logger, e);
            return null;
        }
    }

    private void Forget(Channel<bool> signal)
    {
        lock (_watchers)
        {
            _watchers.Remove(signal);
            if (_watchers.Count > 0)
                return;
            _timer?.Dispose();
            _timer = null;
        }
    }

    /// <summary>Wakes all watchers when any connection but the polling one has committed.</summary>
    private void Poll()
    {
        if (!_polling.TryEnter())
            return;
        try
        {
            if (_isClosed || !HasChanged())
                return;
        }
        catch (Exception e) when (e is SqliteFault or MsgStoreException or Posix.PosixException)
        {
            _connection?.Dispose();
            _connection = null;
            Log.WatchFailed(context.Logger, e);
        }
        finally
        {
            _polling.Exit();
        }
        lock (_watchers)
            foreach (var signal in _watchers.Keys)
                signal.Writer.TryWrite(true);
    }

    private bool HasChanged()
    {
        if (_connection is null || _generation != context.Database.Generation)
        {
            _connection?.Dispose();
            _connection = null;
            _generation = context.Database.Generation;
            _connection = context.Database.OpenReader();
            _version = -1;
        }
        var version = _connection.Number("PRAGMA data_version") ?? 0;
        var hasChanged = version != _version;
        _version = version;
        return hasChanged;
    }
}
