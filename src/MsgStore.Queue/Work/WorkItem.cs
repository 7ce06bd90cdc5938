using System.Collections.Immutable;
using System.Text;
using MsgStore.Delivery;
using MsgStore.Queue.Storage;

namespace MsgStore.Queue.Work;

/// <summary>A message that was claimed from a work queue.</summary>
/// <param name="Message">The message.</param>
/// <param name="Recipients">Those of its recipients that belong to the work queue.</param>
/// <param name="Content">Its octets.</param>
/// <param name="Lease">What the claim is proven with.</param>
public sealed record WorkItem(QueueMessage Message, ImmutableArray<QueueRecipient> Recipients, MessageContent Content, string Lease)
{
    private bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(Message), Message), (nameof(Recipients), Recipients), (nameof(Content), Content), (nameof(Lease), Lease));
}
