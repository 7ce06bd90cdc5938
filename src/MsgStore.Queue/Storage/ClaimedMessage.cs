using System.Collections.Immutable;
using System.Text;

namespace MsgStore.Queue.Storage;

/// <summary>A message and those of its recipients that were claimed.</summary>
/// <param name="Message">The message.</param>
/// <param name="Recipients">At least one.</param>
public sealed record ClaimedMessage(QueueMessage Message, ImmutableArray<QueueRecipient> Recipients)
{
    private bool PrintMembers(StringBuilder builder) => RecordText.Write(builder, (nameof(Message), Message), (nameof(Recipients), Recipients));
}
