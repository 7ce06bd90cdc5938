using Microsoft.Extensions.Logging;
using MsgStore.Queue.Events;
using MsgStore.Queue.Routing;
using MsgStore.Queue.Storage;

namespace MsgStore.Queue.Worker;

/// <summary>What all parts of one queue share.</summary>
internal sealed record QueueServices
{
    public required MailQueueOptions Options { get; init; }

    public required IQueueStorage Storage { get; init; }

    public required RouteTable Routes { get; init; }

    public required QueueMetrics Metrics { get; init; }

    public required QueueEvents Events { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }

    /// <summary>Wakes the worker.</summary>
    public WorkSignal Signal { get; } = new();

    /// <summary>How much the queue holds.</summary>
    public QueueLimits Limits => new(
        Options.Limits.MaxMessages, Options.Limits.MaxOctets, Options.Limits.MaxMessagesPerSender, Options.Limits.MaxOctetsPerSender, Options.Limits.Overflow);
}
