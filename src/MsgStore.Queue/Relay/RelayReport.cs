using System.Collections.Immutable;
using System.Text;

namespace MsgStore.Queue.Relay;

/// <summary>What a hop said to a message.</summary>
/// <param name="Replies">One reply for each recipient, in the message's order.</param>
/// <param name="Transcript">The dialogue, a line each, as <c>C: MAIL FROM:&lt;a@b&gt;</c> and <c>S: 250 ok</c>; without content and secrets.</param>
public sealed record RelayReport(ImmutableArray<RelayReply> Replies, ImmutableArray<string> Transcript)
{
    private bool PrintMembers(StringBuilder builder) => RecordText.Write(builder, (nameof(Replies), Replies), (nameof(Transcript), Transcript));
}
