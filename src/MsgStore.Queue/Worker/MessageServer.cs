using System.Collections.Immutable;
using MsgStore.Delivery;
using MsgStore.Queue.Notices;
using MsgStore.Queue.Relay;
using MsgStore.Queue.Routing;
using MsgStore.Queue.Storage;
using MsgStore.Queue.Submission;
using MsgStore.Storage;

namespace MsgStore.Queue.Worker;

/// <summary>Serves one claimed message: sends it, decides what each reply means, records that with the notices that follow from it.</summary>
internal sealed class MessageServer(QueueServices services, BodySealer bodies, NoticeFactory notices)
{
    private const int MaxRecordAttempts = 5;
    private const int AttemptsPerReport = 60;
    private static readonly TimeSpan RecordPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan NoticePause = TimeSpan.FromMinutes(5);

    private readonly Judge _judge = new(services.Options);
    private readonly SenderRates _senders = new(services.Options);

    /// <summary>Sends along relay routes.</summary>
    public required IDispatcher Relay { get; init; }

    /// <summary>Delivers on this host.</summary>
    public required IDispatcher Local { get; init; }

    /// <summary>Tells of notices that were queued.</summary>
    public required Action<QueueSubmission> Announce { get; init; }

    /// <summary>Serves a message.</summary>
    /// <returns>Whether a host was reached; <see langword="null"/> where it did not come to that.</returns>
    public async ValueTask<bool?> ServeAsync(string lease, ClaimedMessage claimed, CancellationToken cancellationToken)
    {
        var now = services.Time.GetUtcNow();
        var expired = claimed.Recipients.RemoveAll(recipient => recipient.ExpiresAt > now);
        var open = claimed.Recipients.RemoveAll(recipient => recipient.ExpiresAt <= now);
        if (open.Length > 0 && _senders.TryTake(claimed.Message.From?.ToString() ?? "", now) is { } later)
        {
            await RecordAsync(lease, new Judgement(claimed.Message, [.. expired.Select(Judge.Expire), .. open.Select(recipient => Judge.PutOff(recipient, later))]), cancellationToken).ConfigureAwait(false);
            return null;
        }
        var verdicts = expired.Select(Judge.Expire).ToImmutableArray();
        if (open.IsEmpty)
        {
            await RecordAsync(lease, new Judgement(claimed.Message, verdicts), cancellationToken).ConfigureAwait(false);
            return null;
        }
        var (report, content) = await DispatchAsync(claimed.Message, open, cancellationToken).ConfigureAwait(false);
        services.Metrics.Attempted(open[0].Route, report.Reached == true);
        var ended = services.Time.GetUtcNow();
        verdicts = [.. verdicts, .. open.Select((recipient, i) => _judge.Decide(recipient, report.Replies[i], report, ended))];
        // What a host took has to be written down: a stop ends only the patience with a storage that does not take it.
        await RecordAsync(lease, new Judgement(claimed.Message, verdicts) { Report = report, Content = content }, cancellationToken).ConfigureAwait(false);
        return report.Reached;
    }

    private async ValueTask<(DispatchReport Report, MessageContent? Content)> DispatchAsync(
        QueueMessage message, ImmutableArray<QueueRecipient> recipients, CancellationToken cancellationToken)
    {
        MessageContent? content = null;
        try
        {
            content = bodies.Open(message, await services.Storage.OpenAsync(message, cancellationToken).ConfigureAwait(false));
            var route = services.Routes[recipients[0].Route];
            var dispatcher = route.Kind == RouteKind.Local ? Local : Relay;
            return (await dispatcher.DispatchAsync(route, new Consignment(message, recipients, content), cancellationToken).ConfigureAwait(false), content);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The message cannot be read, or a part of this host failed in a way of its own; to others that is this host's trouble. It counts as an
            // attempt, so that a message that always fails neither comes back at once nor stays in front of the others.
            Log.ServingFailed(services.Logger, e, message.QueueId);
            var isTransient = e is not MsgStoreException { IsTransient: false };
            var reply = new RelayReply { Code = isTransient ? 451 : 554, EnhancedCode = new EnhancedStatusCode(isTransient ? 4 : 5, 3, 0), Text = "Mail system trouble", Phase = RelayPhase.Resolve };
            return (DispatchReport.ForAll(recipients.Length, reply), content);
        }
    }

    private async ValueTask RecordAsync(string lease, Judgement judgement, CancellationToken stopping)
    {
        while (!judgement.Verdicts.IsEmpty)
        {
            var followUps = await CreateNoticesAsync(judgement).ConfigureAwait(false);
            if (followUps is null)
                judgement = judgement.WithoutNotices(services.Time.GetUtcNow() + NoticePause);
            try
            {
                var record = Describe(lease, judgement, followUps ?? []);
                if (await TryRecordAsync(record, stopping).ConfigureAwait(false) is not { } lost)
                {
                    // No room for the notices: what became of the recipients goes without them.
                    judgement = judgement.WithoutNotices(services.Time.GetUtcNow() + NoticePause);
                    continue;
                }
                if (lost.Count == 0)
                {
                    Tell(judgement, record);
                    return;
                }
                Log.LeaseLost(services.Logger, judgement.Message.QueueId);
                judgement = judgement with { Verdicts = judgement.Verdicts.RemoveAll(verdict => lost.Contains(verdict.Recipient.Id)) };
            }
            finally
            {
                foreach (var followUp in followUps ?? [])
                    followUp.Dispose();
            }
        }
    }

    private ResultRecord Describe(string lease, Judgement judgement, IReadOnlyList<PreparedSubmission> followUps) => new()
    {
        Lease = lease,
        Now = services.Time.GetUtcNow(),
        Results = [.. judgement.Verdicts.Select(verdict => verdict.Result)],
        Attempt = judgement.ToAttempt(services.Time.GetUtcNow()),
        FollowUps = [.. followUps.Select(followUp => followUp.Submission)],
    };

    /// <summary>Makes the notices. That they cannot be made must not undo what a host took: it would come to it again and again.</summary>
    private async ValueTask<IReadOnlyList<PreparedSubmission>?> CreateNoticesAsync(Judgement judgement)
    {
        try
        {
            return await notices.CreateAsync(judgement, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Log.NoticeFailed(services.Logger, e, judgement.Message.QueueId);
            return null;
        }
    }

    /// <summary>Records with patience, since a result that is lost is a message sent twice: without end where there are no notices that could be left out.</summary>
    /// <returns>Recipients that are not held any more; <see langword="null"/> where nothing was recorded and it may go without the notices.</returns>
    private async ValueTask<IReadOnlyList<long>?> TryRecordAsync(ResultRecord record, CancellationToken stopping)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await services.Storage.RecordAsync(record, CancellationToken.None).ConfigureAwait(false);
            }
            catch (MsgStoreException e) when (e.IsTransient)
            {
                if (attempt >= MaxRecordAttempts && record.FollowUps.Count > 0)
                    return null;
                if (attempt >= MaxRecordAttempts && stopping.IsCancellationRequested)
                    throw;
                if (attempt <= MaxRecordAttempts || attempt % AttemptsPerReport == 0)
                    Log.StorageFailed(services.Logger, e, RecordPause.TotalSeconds);
                await Task.Delay(RecordPause, services.Time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private void Tell(Judgement judgement, ResultRecord record)
    {
        foreach (var verdict in judgement.Verdicts)
        {
            services.Metrics.Ended(verdict.Recipient, verdict.Result);
            services.Events.Recorded(judgement.Message, verdict.Recipient, verdict.Result);
        }
        foreach (var followUp in record.FollowUps)
            Announce(followUp);
        Log.Served(services.Logger, judgement.Message.QueueId, judgement.Count(QueueState.Done), judgement.Count(QueueState.Delayed), judgement.Count(QueueState.Dead));
    }
}
