using System.ComponentModel.DataAnnotations;

namespace MsgStore.Queue;

/// <summary>What senders are told (RFC 3464).</summary>
public sealed class NoticeOptions
{
    /// <summary>Whether senders are told at all. Default: true.</summary>
    public bool IsEnabled { get; set; } = true;

    /// <summary>After which time a sender is told, once, that a message is delayed; zero for never. Default: 4 hours.</summary>
    public TimeSpan DelayAfter { get; set; } = TimeSpan.FromHours(4);

    /// <summary>The largest message a failure notice returns whole; of larger ones it returns the header section. Default: 65,536.</summary>
    [Range(0, 16 * 1024 * 1024)] public int MaxReturnedOctets { get; set; } = 64 * 1024;

    /// <summary>The address notices come from in their From field; <see langword="null"/> for MAILER-DAEMON at the host's name.</summary>
    public string? From { get; set; }
}
