namespace MsgStore.Delivery;

/// <summary>Takes mail for other hosts: a queue or relay. A type of its own, so that no container can confuse it with local delivery.</summary>
/// <remarks>Accepting a message means it is durably queued or handed to the next host.</remarks>
public interface IOutboundAgent : IDeliveryAgent;
