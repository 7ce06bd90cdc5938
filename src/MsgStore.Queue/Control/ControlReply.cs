using System.Text.Json.Serialization;
using MsgStore.Queue.Administration;
using MsgStore.Queue.Storage;

namespace MsgStore.Queue.Control;

/// <summary>A line of an answer on the control socket. The last one has <see cref="IsEnd"/>.</summary>
internal sealed record ControlReply
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public QueueStatus? Status { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public QueueEntry? Entry { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public QueueAttempt? Attempt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public QueueMessageDetails? Details { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Changed { get; init; }

    /// <summary>Why there is no answer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }

    public bool IsEnd { get; init; }
}
