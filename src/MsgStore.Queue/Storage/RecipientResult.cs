using MsgStore.Delivery;

namespace MsgStore.Queue.Storage;

/// <summary>What becomes of a claimed recipient.</summary>
public sealed record RecipientResult
{
    /// <summary>The recipient's number.</summary>
    public required long RecipientId { get; init; }

    /// <summary>Where it goes: done, dead, delayed, or queued again.</summary>
    public required QueueState State { get; init; }

    /// <summary>When it is due again, for delayed ones.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The status code; <see langword="null"/> leaves the one before.</summary>
    public EnhancedStatusCode? Code { get; init; }

    /// <summary>What was said; <see langword="null"/> leaves what was said before.</summary>
    public string? Reply { get; init; }

    /// <summary>The host that said it; <see langword="null"/> leaves the one before.</summary>
    public string? Host { get; init; }

    /// <summary>Whether it counts as an attempt.</summary>
    public bool IsAttempt { get; init; } = true;

    /// <summary>Whether the sender is told of the delay by now.</summary>
    public bool IsDelayTold { get; init; }
}
