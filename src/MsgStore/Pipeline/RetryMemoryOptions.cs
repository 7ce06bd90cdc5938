using System.ComponentModel.DataAnnotations;

namespace MsgStore.Pipeline;

/// <summary>How long and how much the retry memory remembers.</summary>
public sealed class RetryMemoryOptions
{
    /// <summary>The section of a configuration that hosts read them from.</summary>
    public const string SectionName = "RetryMemory";

    /// <summary>Stored copies remembered at most; the oldest are forgotten first. Default: 50,000.</summary>
    [Range(0, 10_000_000)] public int Capacity { get; set; } = 50_000;

    /// <summary>How long a copy is remembered, 1 hour to 10 days; longer than a sender's usual pause between tries. Default: 1 day.</summary>
    [TimeSpanRange(3600, 10 * 86_400)] public TimeSpan Expiry { get; set; } = TimeSpan.FromDays(1);
}
