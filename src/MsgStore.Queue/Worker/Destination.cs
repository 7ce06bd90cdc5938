using MsgStore.Queue.Scheduling;

namespace MsgStore.Queue.Worker;

/// <summary>What is known of a destination in this process.</summary>
internal sealed class Destination(CircuitBreaker breaker, TokenBucket? bucket, int limit)
{
    public CircuitBreaker Breaker { get; } = breaker;

    public TokenBucket? Bucket { get; } = bucket;

    /// <summary>Conversations at most.</summary>
    public int Limit { get; } = limit;

    /// <summary>Conversations now.</summary>
    public int Active { get; set; }

    /// <summary>Whether forgetting it changes nothing.</summary>
    public bool IsForgettable(DateTimeOffset now) => Active == 0 && Breaker.IsPristine && Bucket?.IsFull(now) != false;
}
