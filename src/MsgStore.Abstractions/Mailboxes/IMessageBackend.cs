using MsgStore.Delivery;

namespace MsgStore.Mailboxes;

/// <summary>A place mail lies in: what a storage package implements, and what the conformance suite is run against.</summary>
/// <remarks>
/// As delivery agent it is the last slot of the pipeline: each recipient has a <see cref="Recipient.Mailbox"/> (a recipient without one is
/// rejected with 5.1.1), each placement is stored or none, and a mailbox that does not exist is created.
/// </remarks>
public interface IMessageBackend : IMessageStore, IDeliveryAgent;
