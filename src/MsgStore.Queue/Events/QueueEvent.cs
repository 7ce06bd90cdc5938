using MsgStore.Delivery;

namespace MsgStore.Queue.Events;

/// <summary>Something that happened to a recipient of a queued message, told after it is durable.</summary>
public sealed record QueueEvent
{
    /// <summary>What happened.</summary>
    public required QueueEventKind Kind { get; init; }

    /// <summary>When, in UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The queue's id of the message.</summary>
    public required string QueueId { get; init; }

    /// <summary>The reverse-path; <see langword="null"/> is <c>&lt;&gt;</c>.</summary>
    public required EmailAddress? From { get; init; }

    /// <summary>The recipient.</summary>
    public required EmailAddress Recipient { get; init; }

    /// <summary>Its priority.</summary>
    public required MailPriority Priority { get; init; }

    /// <summary>Its destination.</summary>
    public required string Destination { get; init; }

    /// <summary>Octets of the message.</summary>
    public long SizeInOctets { get; init; }

    /// <summary>The tenant; <see langword="null"/> for none.</summary>
    public string? Tenant { get; init; }

    /// <summary>Attempts so far.</summary>
    public int Attempts { get; init; }

    /// <summary>The status code of the last attempt.</summary>
    public EnhancedStatusCode? Code { get; init; }

    /// <summary>What was said at the last attempt.</summary>
    public string Reply { get; init; } = "";
}
