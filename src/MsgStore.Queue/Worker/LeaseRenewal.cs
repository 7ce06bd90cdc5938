using MsgStore.Storage;

namespace MsgStore.Queue.Worker;

/// <summary>Makes a lease longer while its messages are served.</summary>
internal sealed class LeaseRenewal : IAsyncDisposable
{
    private readonly QueueServices _services;
    private readonly string _lease;
    private readonly ITimer _timer;

    public LeaseRenewal(QueueServices services, string lease)
    {
        _services = services;
        _lease = lease;
        var interval = services.Options.Concurrency.Lease / 3;
        _timer = services.Time.CreateTimer(_ => _ = RenewAsync(), null, interval, interval);
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private async Task RenewAsync()
    {
        try
        {
            await _services.Storage.RenewAsync(_lease, _services.Time.GetUtcNow() + _services.Options.Concurrency.Lease, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is MsgStoreException or ObjectDisposedException)
        {
            // The next one comes before the lease ends; where that fails too, the result is refused and told of then.
            Log.StorageFailed(_services.Logger, e, (_services.Options.Concurrency.Lease / 3).TotalSeconds);
        }
    }
}
