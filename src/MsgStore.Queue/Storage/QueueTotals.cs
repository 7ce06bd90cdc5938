using System.Collections.Immutable;
using System.Text;

namespace MsgStore.Queue.Storage;

/// <summary>What a queue holds.</summary>
/// <param name="Messages">Messages with a recipient that is neither done nor dead.</param>
/// <param name="Octets">Their octets.</param>
/// <param name="Depths">Recipients by state and priority; those without any are left out.</param>
public sealed record QueueTotals(long Messages, long Octets, ImmutableArray<QueueDepth> Depths)
{
    private bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(Messages), Messages), (nameof(Octets), Octets), (nameof(Depths), Depths));
}
