using System.Collections.Immutable;
using MsgStore.Delivery;
using MsgStore.Queue.Relay;
using MsgStore.Queue.Storage;

namespace MsgStore.Queue.Routing;

/// <summary>A route that was checked.</summary>
internal sealed record Route(string Name, RouteKind Kind, RelaySettings Settings, string Host)
{
    /// <summary>Conversations with one destination; <see langword="null"/> for the general limit.</summary>
    public int? Concurrency { get; init; }

    /// <summary>Messages a minute to one destination; <see langword="null"/> for the general limit.</summary>
    public double? PerMinute { get; init; }

    /// <summary>Who serves it.</summary>
    public QueueLane Lane => Kind == RouteKind.Work ? QueueLane.Work : QueueLane.Relay;

    /// <summary>What is counted, limited and broken together for a recipient.</summary>
    public string DestinationOf(EmailAddress recipient) => Kind == RouteKind.Mx ? $"{Name}:{recipient.Domain.ToLowerInvariant()}" : Name;

    /// <summary>The one host of a route that names it.</summary>
    public ImmutableArray<RelayHop> Hops => [new RelayHop { Host = Host, Settings = Settings }];
}
