namespace MsgStore.Queue.Scheduling;

/// <summary>The profiles one can choose by name.</summary>
public enum RetryProfileName
{
    /// <summary>5 minutes × 2, at most 4 hours, for 5 days.</summary>
    Default,
    /// <summary>5 seconds × 2 ± 20 %, at most 10 minutes, for a day.</summary>
    Fast,
    /// <summary>3 more attempts, 5 minutes apart.</summary>
    Simple,
}
