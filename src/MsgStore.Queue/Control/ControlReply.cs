using MsgStore.Queue.Administration;
using MsgStore.Queue.Storage;

namespace MsgStore.Queue.Control;

/// <summary>A line of an answer on the control socket. The last one has <see cref="IsEnd"/>.</summary>
internal sealed record ControlReply
{
    public QueueStatus? Status { get; init; }

    public QueueEntry? Entry { get; init; }

    public QueueAttempt? Attempt { get; init; }

    public QueueMessageDetails? Details { get; init; }

    public long? Changed { get; init; }

    /// <summary>Why there is no answer.</summary>
    public string? Error { get; init; }

    public bool IsEnd { get; init; }
}
