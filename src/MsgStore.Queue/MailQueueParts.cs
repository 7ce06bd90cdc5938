using Microsoft.Extensions.Logging;
using MsgStore.Accounts;
using MsgStore.Content;
using MsgStore.Delivery;
using MsgStore.Queue.Events;
using MsgStore.Queue.Interrupts;
using MsgStore.Queue.Relay;
using MsgStore.Queue.Storage;

namespace MsgStore.Queue;

/// <summary>What a queue is made of.</summary>
internal sealed record MailQueueParts
{
    public required MailQueueOptions Options { get; init; }

    public required IQueueStorage Storage { get; init; }

    public required ContentBufferFactory Buffers { get; init; }

    public required QueueMetrics Metrics { get; init; }

    public required ILogger Logger { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Speaks to other hosts; <see langword="null"/> where nothing does.</summary>
    public IRelayTransport? Transport { get; init; }

    /// <summary>Finds mail exchangers; <see langword="null"/> where nothing does.</summary>
    public IRouteResolver? Resolver { get; init; }

    /// <summary>This host's own delivery. Asked late, since it knows the queue.</summary>
    public Func<IDeliveryAgent?> Delivery { get; init; } = () => null;

    /// <summary>Who lives here. Asked late likewise.</summary>
    public Func<IRecipientDirectory?> Directory { get; init; } = () => null;

    /// <summary>Makes the cipher of bodies; <see langword="null"/> where the host does not encrypt.</summary>
    public IBodyCipherFactory? Ciphers { get; init; }

    public IEnumerable<IQueueEventObserver> Observers { get; init; } = [];

    public IEnumerable<IInterruptHandler> InterruptHandlers { get; init; } = [];

    /// <summary>Posts to hooks.</summary>
    public Func<HttpMessageInvoker> Http { get; init; } = () => throw new InvalidOperationException("There is no HTTP client.");
}
