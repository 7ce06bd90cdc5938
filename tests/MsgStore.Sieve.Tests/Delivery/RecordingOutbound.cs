using System.Text;
using MsgStore.Delivery;

namespace MsgStore.Sieve.Tests.Delivery;

/// <summary>A road out that keeps what it is given, once for each idempotency key as a queue does.</summary>
internal sealed class RecordingOutbound(FaultPoint faults) : IOutboundAgent
{
    private readonly List<(Envelope Envelope, string Text)> _sent = [];
    private readonly HashSet<string> _keys = [];

    public IReadOnlyList<(Envelope Envelope, string Text)> Sent => _sent;

    /// <summary>What recipients get instead of being queued; <see langword="null"/> for those that are.</summary>
    public Func<EmailAddress, RecipientOutcome?>? Refusal { get; set; }

    public ValueTask<DeliveryReport> DeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default) =>
        faults.RunAsync(() => Queue(envelope, content));

    private ValueTask<DeliveryReport> Queue(Envelope envelope, MessageContent content)
    {
        if (Refusal?.Invoke(envelope.Recipients[0].Address) is { } refusal)
            return new(DeliveryReport.ForAll(envelope, _ => refusal));
        using var reader = new StreamReader(content.OpenRead(), Encoding.UTF8);
        var text = reader.ReadToEnd();
        if (envelope.IdempotencyKey is not { } key || _keys.Add(key))
            _sent.Add((envelope, text));
        return new(DeliveryReport.ForAll(envelope, address => RecipientOutcome.Queued(address, $"q{_sent.Count}")));
    }
}
