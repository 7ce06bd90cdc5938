using System.ComponentModel.DataAnnotations;

namespace MsgStore.Queue.Scheduling;

/// <summary>When a destination is left alone.</summary>
public sealed class BreakerOptions
{
    /// <summary>Attempts in a row that reached no host before the destination is left alone. Default: 5.</summary>
    [Range(1, 1000)] public int Failures { get; set; } = 5;

    /// <summary>For how long at first. Default: 1 minute.</summary>
    public TimeSpan OpenFor { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>For how long at most; each vain trial doubles the time. Default: 30 minutes.</summary>
    public TimeSpan MaxOpenFor { get; set; } = TimeSpan.FromMinutes(30);
}
