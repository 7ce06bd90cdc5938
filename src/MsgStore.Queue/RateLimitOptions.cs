using System.ComponentModel.DataAnnotations;

namespace MsgStore.Queue;

/// <summary>How many messages go in a time.</summary>
public sealed class RateLimitOptions
{
    /// <summary>Messages a minute; <see langword="null"/> for no limit. Default: null.</summary>
    [Range(0.001, 1_000_000)] public double? PerMinute { get; set; }

    /// <summary>Messages that may go at once after a pause. Default: 10.</summary>
    [Range(1, 1_000_000)] public int Burst { get; set; } = 10;
}
