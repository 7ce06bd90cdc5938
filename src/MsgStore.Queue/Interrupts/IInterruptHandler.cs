using MsgStore.Queue.Events;

namespace MsgStore.Queue.Interrupts;

/// <summary>An application's own code that is told at once of urgent mail. Register any number in the container.</summary>
public interface IInterruptHandler
{
    /// <summary>Takes an event of kind Enqueued with priority Urgent. What it throws is logged; the mail stays queued.</summary>
    ValueTask HandleAsync(QueueEvent happening, CancellationToken cancellationToken = default);
}
