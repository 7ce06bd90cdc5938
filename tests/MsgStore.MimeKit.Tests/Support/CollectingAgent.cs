using MsgStore.Delivery;

namespace MsgStore.MimeKit.Tests.Support;

/// <summary>Keeps what it is given.</summary>
internal sealed class CollectingAgent : IOutboundAgent
{
    public List<(Envelope Envelope, byte[] Octets)> Taken { get; } = [];

    public ValueTask<DeliveryReport> DeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Taken.Add((envelope, content.ReadAll()));
        return ValueTask.FromResult(DeliveryReport.ForAll(envelope, address => RecipientOutcome.Queued(address, "q")));
    }
}
