using MsgStore.Delivery;
using MsgStore.Queue.Interrupts;
using MsgStore.Queue.Storage;
using MsgStore.Queue.Worker;

namespace MsgStore.Queue.Submission;

/// <summary>Takes messages into the queue, whoever brings them, and tells the worker, the observers and the hooks.</summary>
internal sealed class QueueIntake(QueueServices services, SubmissionFactory submissions, InterruptHooks interrupts)
{
    /// <summary>Stores a message.</summary>
    /// <param name="envelope">The envelope.</param>
    /// <param name="content">The content.</param>
    /// <param name="route">The route of all recipients; <see langword="null"/> leaves it to the rules.</param>
    /// <param name="cancellationToken">Honoured until the commit.</param>
    /// <exception cref="MsgStore.Storage.MsgStoreException">Nothing is stored.</exception>
    public async ValueTask<(EnqueueResult Result, string QueueId)> EnqueueAsync(Envelope envelope, MessageContent content, string? route, CancellationToken cancellationToken)
    {
        using var prepared = await submissions.PrepareAsync(envelope, content, route, cancellationToken).ConfigureAwait(false);
        var submission = prepared.Submission;
        var result = await services.Storage.EnqueueAsync(submission, services.Limits, cancellationToken).ConfigureAwait(false);
        if (result is EnqueueResult.Stored stored)
        {
            if (stored.Displaced.Count > 0)
                Log.Displaced(services.Logger, stored.Displaced.Count);
            Announce(submission);
        }
        return (result, result is EnqueueResult.Duplicate duplicate ? duplicate.QueueId : submission.QueueId);
    }

    /// <summary>Tells of a message that was stored.</summary>
    public void Announce(QueueSubmission submission)
    {
        services.Metrics.Enqueued(submission);
        services.Events.Enqueued(submission);
        services.Signal.Ring(submission.Priority);
        interrupts.Enqueued(submission);
    }
}
