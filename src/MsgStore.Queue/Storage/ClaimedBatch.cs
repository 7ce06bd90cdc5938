using System.Collections.Immutable;
using System.Text;

namespace MsgStore.Queue.Storage;

/// <summary>What a worker holds: recipients of one destination.</summary>
/// <param name="Lease">The token that results are recorded with.</param>
/// <param name="Destination">The destination.</param>
/// <param name="Messages">The messages, in the order of the line.</param>
public sealed record ClaimedBatch(string Lease, string Destination, ImmutableArray<ClaimedMessage> Messages)
{
    private bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(Lease), Lease), (nameof(Destination), Destination), (nameof(Messages), Messages));
}
