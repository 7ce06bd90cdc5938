using MsgStore.Queue.Storage;

namespace MsgStore.Queue.Control;

/// <summary>A request on the control socket: one line of JSON.</summary>
internal sealed record ControlRequest
{
    /// <summary>status, list, show, logs, change, wake, pause or resume.</summary>
    public string Command { get; init; } = "";

    public QueueFilter? Filter { get; init; }

    public string? QueueId { get; init; }

    public QueueChange? Change { get; init; }

    public long After { get; init; }

    public int Count { get; init; } = 100;
}
