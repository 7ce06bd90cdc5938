namespace MsgStore.Queue;

/// <summary>How long what is over is kept.</summary>
public sealed class RetentionOptions
{
    /// <summary>Recipients that were served, and acknowledged work. Default: 1 hour.</summary>
    public TimeSpan Done { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Dead letters. Default: 30 days.</summary>
    public TimeSpan Dead { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Idempotency keys. Default: 7 days.</summary>
    public TimeSpan Keys { get; set; } = TimeSpan.FromDays(7);
}
