using System.Security.Cryptography;
using MsgStore.Delivery;
using MsgStore.Queue.Storage;
using MsgStore.Queue.Submission;
using MsgStore.Queue.Worker;

namespace MsgStore.Queue.Work;

/// <summary>Work queues over the queue's storage.</summary>
internal sealed class WorkQueues(QueueServices services, BodySealer bodies) : IWorkQueues
{
    private readonly string _owner = $"work-{RandomNumberGenerator.GetHexString(16, lowercase: true)}";

    public async ValueTask<WorkItem?> ClaimAsync(string queue, TimeSpan lease, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(queue);
        var now = services.Time.GetUtcNow();
        await services.Storage.ReviveAsync(now, cancellationToken).ConfigureAwait(false);
        var request = new ClaimRequest { Owner = _owner, Now = now, LeaseTime = lease, Lane = QueueLane.Work, Destination = queue };
        if (await services.Storage.ClaimAsync(request, cancellationToken).ConfigureAwait(false) is not { } batch)
            return null;
        var (message, recipients) = batch.Messages[0];
        try
        {
            var content = bodies.Open(message, await services.Storage.OpenAsync(message, cancellationToken).ConfigureAwait(false));
            return new WorkItem(message, recipients, content, batch.Lease);
        }
        catch
        {
            await services.Storage.ReleaseAsync(batch.Lease, dueAt: null, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask<bool> AcknowledgeAsync(WorkItem item, CancellationToken cancellationToken = default) =>
        EndAsync(item, new RecipientResult { RecipientId = 0, State = QueueState.Done, Code = EnhancedStatusCode.Success, Reply = "Acknowledged" }, cancellationToken);

    public async ValueTask<bool> ReleaseAsync(WorkItem item, TimeSpan? delay = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(item);
        DateTimeOffset? due = delay is { } wait ? services.Time.GetUtcNow() + wait : null;
        return await services.Storage.ReleaseAsync(item.Lease, due, cancellationToken).ConfigureAwait(false) > 0;
    }

    public ValueTask<bool> FailAsync(WorkItem item, string reason, CancellationToken cancellationToken = default) =>
        EndAsync(item, new RecipientResult { RecipientId = 0, State = QueueState.Dead, Code = new EnhancedStatusCode(5, 3, 0), Reply = reason }, cancellationToken);

    public async ValueTask<bool> RenewAsync(WorkItem item, TimeSpan lease, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(item);
        return await services.Storage.RenewAsync(item.Lease, services.Time.GetUtcNow() + lease, cancellationToken).ConfigureAwait(false) > 0;
    }

    private async ValueTask<bool> EndAsync(WorkItem item, RecipientResult result, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        var record = new ResultRecord
        {
            Lease = item.Lease,
            Now = services.Time.GetUtcNow(),
            Results = [.. item.Recipients.Select(recipient => result with { RecipientId = recipient.Id })],
        };
        if ((await services.Storage.RecordAsync(record, cancellationToken).ConfigureAwait(false)).Count > 0)
            return false;
        foreach (var (recipient, ended) in item.Recipients.Zip(record.Results))
        {
            services.Metrics.Ended(recipient, ended);
            services.Events.Recorded(item.Message, recipient, ended);
        }
        return true;
    }
}
