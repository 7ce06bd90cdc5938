using System.ComponentModel.DataAnnotations;
using MsgStore.Queue.Storage;

namespace MsgStore.Queue;

/// <summary>How much the queue holds.</summary>
public sealed class LimitOptions
{
    /// <summary>Messages that are neither served nor dead. Default: 1,000,000.</summary>
    [Range(1, long.MaxValue)] public long MaxMessages { get; set; } = 1_000_000;

    /// <summary>Their octets. Default: 21,474,836,480 (20 GiB).</summary>
    [Range(1, long.MaxValue)] public long MaxOctets { get; set; } = 20L * 1024 * 1024 * 1024;

    /// <summary>Messages of one reverse-path; <see langword="null"/> for no limit, the default.</summary>
    [Range(1, long.MaxValue)] public long? MaxMessagesPerSender { get; set; }

    /// <summary>Octets of one reverse-path; <see langword="null"/> for no limit, the default.</summary>
    [Range(1, long.MaxValue)] public long? MaxOctetsPerSender { get; set; }

    /// <summary>What happens beyond that. Default: Defer.</summary>
    public OverflowPolicy Overflow { get; set; }

    /// <summary>Received fields from which on a message counts as looping. Default: 100 (RFC 5321 §6.3).</summary>
    [Range(10, 1000)] public int MaxReceivedFields { get; set; } = 100;
}
