using System.Text;

namespace MsgStore.Queue.Storage;

/// <summary>What became of a submission.</summary>
public abstract record EnqueueResult
{
    private EnqueueResult()
    {
    }

    /// <summary>Stored durably.</summary>
    /// <param name="Displaced">Ids of messages that became dead letters to make room.</param>
    public sealed record Stored(IReadOnlyList<string> Displaced) : EnqueueResult
    {
        /// <inheritdoc/>
        protected override bool PrintMembers(StringBuilder builder) => RecordText.Write(builder, (nameof(Displaced), Displaced));
    }

    /// <summary>Nothing was stored: the key was known.</summary>
    /// <param name="QueueId">The message that came first.</param>
    public sealed record Duplicate(string QueueId) : EnqueueResult;

    /// <summary>Nothing was stored: the queue is full.</summary>
    /// <param name="ForSender">Whether the sender's own limit was met.</param>
    public sealed record Full(bool ForSender) : EnqueueResult;
}
