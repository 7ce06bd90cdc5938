using MsgStore.Delivery;

namespace MsgStore.Sieve.Tests.Delivery;

/// <summary>Stands before the store and counts its calls; fails as often as it is told.</summary>
internal sealed class FailingStage(IDeliveryAgent inner, FaultPoint faults) : DelegatingDeliveryAgent(inner)
{
    public int Failures { get; set; }

    /// <summary>Calls that succeed before the failures begin.</summary>
    public int Successes { get; set; }

    /// <summary>Tells which deliveries meet a defect.</summary>
    public Func<Envelope, Exception?>? Broken { get; set; }

    public List<Envelope> Calls { get; } = [];

    public List<MessageContent> Contents { get; } = [];

    public override ValueTask<DeliveryReport> DeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default)
    {
        if (Broken?.Invoke(envelope) is { } exception)
            throw exception;
        if (Successes > 0)
        {
            Successes--;
        }
        else if (Failures > 0)
        {
            Failures--;
            return new(DeliveryReport.ForAll(envelope, address => RecipientOutcome.Deferred(address, new(4, 3, 0), "Try again")));
        }
        Calls.Add(envelope);
        Contents.Add(content);
        return faults.RunAsync(() => Inner.DeliverAsync(envelope, content, cancellationToken));
    }
}
