using MsgStore.Queue.Storage;
using MsgStore.Queue.Worker;

namespace MsgStore.Queue;

/// <summary>Counts for the metrics and removes what was kept long enough.</summary>
internal sealed class Housekeeping(QueueServices services)
{
    private static readonly TimeSpan CountInterval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ExpiryInterval = TimeSpan.FromMinutes(5);

    /// <summary>Does so until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(CountInterval, services.Time);
        var expireAt = DateTimeOffset.MinValue;
        try
        {
            do
            {
                expireAt = await TidyAsync(expireAt, stopping).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    /// <summary>Removes what was kept long enough.</summary>
    public ValueTask<long> ExpireAsync(CancellationToken cancellationToken)
    {
        var retention = services.Options.Retention;
        return services.Storage.ExpireAsync(new QueueRetention(retention.Done, retention.Dead, retention.Keys), services.Time.GetUtcNow(), cancellationToken);
    }

    private async ValueTask<DateTimeOffset> TidyAsync(DateTimeOffset expireAt, CancellationToken cancellationToken)
    {
        try
        {
            services.Metrics.Update(await services.Storage.CountAsync(cancellationToken).ConfigureAwait(false));
            if (services.Time.GetUtcNow() < expireAt)
                return expireAt;
            await ExpireAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.StorageFailed(services.Logger, e, CountInterval.TotalSeconds);
        }
        return services.Time.GetUtcNow() + ExpiryInterval;
    }
}
