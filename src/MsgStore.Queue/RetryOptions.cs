using System.ComponentModel.DataAnnotations;
using MsgStore.Queue.Scheduling;

namespace MsgStore.Queue;

/// <summary>When messages are tried again: a profile, and what differs from it.</summary>
public sealed class RetryOptions
{
    /// <summary>The profile that gives what is not set here. Default: Default.</summary>
    public RetryProfileName Profile { get; set; }

    /// <summary>From the first attempt to the second.</summary>
    public TimeSpan? FirstInterval { get; set; }

    /// <summary>How much longer each interval is than the one before.</summary>
    [Range(1.0, 100.0)] public double? Factor { get; set; }

    /// <summary>The longest interval.</summary>
    public TimeSpan? MaxInterval { get; set; }

    /// <summary>By which part an interval varies up and down at random.</summary>
    [Range(0.0, 1.0)] public double? Jitter { get; set; }

    /// <summary>From the enqueueing to the end.</summary>
    public TimeSpan? GiveUpAfter { get; set; }

    /// <summary>Attempts at most.</summary>
    [Range(1, 10_000)] public int? MaxAttempts { get; set; }

    /// <summary>The whole profile.</summary>
    public RetryProfile ToProfile()
    {
        var basis = Profile switch
        {
            RetryProfileName.Fast => RetryProfile.Fast,
            RetryProfileName.Simple => RetryProfile.Simple,
            _ => RetryProfile.Default,
        };
        return new RetryProfile(
            FirstInterval ?? basis.FirstInterval, Factor ?? basis.Factor, MaxInterval ?? basis.MaxInterval, Jitter ?? basis.Jitter,
            GiveUpAfter ?? basis.GiveUpAfter, MaxAttempts ?? basis.MaxAttempts);
    }
}
