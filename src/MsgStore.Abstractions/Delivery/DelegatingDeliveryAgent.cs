namespace MsgStore.Delivery;

/// <summary>Base of the stages that decorate another agent.</summary>
/// <param name="inner">The next agent.</param>
public abstract class DelegatingDeliveryAgent(IDeliveryAgent inner) : IDeliveryAgent
{
    /// <summary>The next agent.</summary>
    protected IDeliveryAgent Inner { get; } = inner;

    /// <inheritdoc/>
    public virtual ValueTask<DeliveryReport> DeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default) =>
        Inner.DeliverAsync(envelope, content, cancellationToken);
}
