namespace MsgStore.Queue.Storage;

/// <summary>An attempt as the log keeps it.</summary>
public sealed record QueueAttempt
{
    /// <summary>The storage's own number; grows with time.</summary>
    public long Id { get; init; }

    /// <summary>The queue's id of the message.</summary>
    public required string QueueId { get; init; }

    /// <summary>When it ended, in UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The host; empty where it did not come to that.</summary>
    public string Host { get; init; } = "";

    /// <summary>A line for each recipient: address, code, text.</summary>
    public string Outcome { get; init; } = "";

    /// <summary>The dialogue, lines ended by LF; empty where all was well.</summary>
    public string Transcript { get; init; } = "";
}
