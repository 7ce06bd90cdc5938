namespace MsgStore.Delivery;

/// <summary>The road out: a queue or relay that takes mail for other hosts. A type of its own, so that no container can confuse it with local delivery.</summary>
/// <remarks>Accepting a message means it is durably queued or handed to the next host.</remarks>
public interface IOutboundAgent : IDeliveryAgent;
