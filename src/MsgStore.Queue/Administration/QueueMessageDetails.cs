using System.Collections.Immutable;
using System.Text;
using MsgStore.Queue.Storage;

namespace MsgStore.Queue.Administration;

/// <summary>All that is known of a message.</summary>
/// <param name="Message">The message.</param>
/// <param name="Recipients">Its recipients, at most 1,000.</param>
/// <param name="Attempts">The last attempts, newest first.</param>
public sealed record QueueMessageDetails(QueueMessage Message, ImmutableArray<QueueRecipient> Recipients, ImmutableArray<QueueAttempt> Attempts)
{
    private bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(Message), Message), (nameof(Recipients), Recipients), (nameof(Attempts), Attempts));
}
