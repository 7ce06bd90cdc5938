using System.ComponentModel.DataAnnotations;

namespace MsgStore.Pipeline;

/// <summary>How long and how much the retry memory remembers.</summary>
public sealed class RetryMemoryOptions
{
    /// <summary>Stored copies remembered at most; the oldest are forgotten first. Default: 50,000.</summary>
    [Range(0, 10_000_000)] public int Capacity { get; set; } = 50_000;

    /// <summary>Hours until a copy is forgotten; longer than a sender's usual pause between tries. Default: 24.</summary>
    [Range(1, 240)] public int ExpiryInHours { get; set; } = 24;
}
