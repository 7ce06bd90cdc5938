using System.Collections.Immutable;
using System.Text;
using MsgStore.Delivery;

namespace MsgStore.Sieve.Responses;

/// <summary>A message that an action sends.</summary>
/// <param name="From">The reverse-path; empty for <c>&lt;&gt;</c>.</param>
/// <param name="To">The forward-paths.</param>
/// <param name="Content">The octets.</param>
public sealed record OutgoingMessage(string From, ImmutableArray<string> To, MessageContent Content)
{
    private bool PrintMembers(StringBuilder builder) => RecordText.Write(builder, (nameof(From), From), (nameof(To), To), (nameof(Content), Content));
}
