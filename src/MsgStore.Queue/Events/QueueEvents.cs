using Microsoft.Extensions.Logging;
using MsgStore.Queue.Storage;

namespace MsgStore.Queue.Events;

/// <summary>Tells all observers.</summary>
internal sealed class QueueEvents(IEnumerable<IQueueEventObserver> observers, TimeProvider time, ILogger logger)
{
    private readonly IQueueEventObserver[] _observers = [.. observers];

    /// <summary>Tells of a submission.</summary>
    public void Enqueued(QueueSubmission submission)
    {
        if (_observers.Length == 0)
            return;
        foreach (var recipient in submission.Recipients)
            Tell(new QueueEvent
            {
                Kind = QueueEventKind.Enqueued,
                At = time.GetUtcNow(),
                QueueId = submission.QueueId,
                From = submission.From,
                Recipient = recipient.Address,
                Priority = recipient.Priority,
                Destination = recipient.Destination,
                SizeInOctets = submission.Content.WireSize,
                Tenant = submission.Tenant,
            });
    }

    /// <summary>Tells of a recipient's result.</summary>
    public void Recorded(QueueMessage message, QueueRecipient recipient, RecipientResult result)
    {
        if (_observers.Length == 0)
            return;
        var happening = new QueueEvent
        {
            Kind = QueueEventKind.Attempted,
            At = time.GetUtcNow(),
            QueueId = message.QueueId,
            From = message.From,
            Recipient = recipient.Address,
            Priority = recipient.Priority,
            Destination = recipient.Destination,
            SizeInOctets = message.SizeInOctets,
            Tenant = message.Tenant,
            Attempts = recipient.Attempts + (result.IsAttempt ? 1 : 0),
            Code = result.Code ?? recipient.LastCode,
            Reply = result.Reply ?? recipient.LastReply,
        };
        if (result.IsAttempt)
            Tell(happening);
        if (result.State is QueueState.Done or QueueState.Dead || (result.State == QueueState.Delayed && result.IsAttempt))
            Tell(happening with
            {
                Kind = result.State switch
                {
                    QueueState.Done => QueueEventKind.Delivered,
                    QueueState.Dead => QueueEventKind.Dead,
                    _ => QueueEventKind.Delayed,
                },
            });
    }

    private void Tell(QueueEvent happening)
    {
        foreach (var observer in _observers)
        {
            try
            {
                observer.Observe(happening);
            }
            catch (Exception e)
            {
                Log.ObserverFailed(logger, e);
            }
        }
    }
}
