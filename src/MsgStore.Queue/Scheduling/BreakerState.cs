namespace MsgStore.Queue.Scheduling;

/// <summary>Whether a destination is spoken to.</summary>
public enum BreakerState
{
    /// <summary>It is.</summary>
    Closed,
    /// <summary>One message tries whether it is back.</summary>
    HalfOpen,
    /// <summary>It is left alone.</summary>
    Open,
}
