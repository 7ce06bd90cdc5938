using System.Text;
using MsgStore.Delivery;

namespace MsgStore.Pipeline;

/// <summary>Puts <c>Return-Path</c> in front at final delivery (RFC 5321 §4.4).</summary>
internal sealed class ReturnPathDeliveryAgent(IDeliveryAgent inner) : DelegatingDeliveryAgent(inner)
{
    public override ValueTask<DeliveryReport> DeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default) =>
        Inner.DeliverAsync(envelope, content.WithPrefix(Encoding.UTF8.GetBytes($"Return-Path: <{envelope.From}>\r\n")), cancellationToken);
}
