using System.ComponentModel.DataAnnotations;

namespace MsgStore.Queue;

/// <summary>How much goes on at once.</summary>
public sealed class ConcurrencyOptions
{
    /// <summary>Conversations in all. Default: 20.</summary>
    [Range(1, 10_000)] public int Total { get; set; } = 20;

    /// <summary>Conversations with one destination. Default: 5.</summary>
    [Range(1, 10_000)] public int PerDestination { get; set; } = 5;

    /// <summary>Messages a conversation takes from the line at a time. Default: 10.</summary>
    [Range(1, 1000)] public int MessagesPerClaim { get; set; } = 10;

    /// <summary>Recipients of one transaction. Default: 100, the least every host takes (RFC 5321 §4.5.3.1.8).</summary>
    [Range(1, 1000)] public int RecipientsPerTransaction { get; set; } = 100;

    /// <summary>Messages of one connection. Default: 100.</summary>
    [Range(1, 100_000)] public int MessagesPerConnection { get; set; } = 100;

    /// <summary>How long a connection waits for another message. Default: 5 seconds.</summary>
    public TimeSpan IdleConnection { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a worker may have a recipient without a sign of life. Default: 5 minutes.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(5);
}
