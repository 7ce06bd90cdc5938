using System.Collections.Immutable;
using System.Text;
using MsgStore.Queue.Storage;

namespace MsgStore.Queue.Administration;

/// <summary>How a queue stands.</summary>
/// <param name="At">When, in UTC.</param>
/// <param name="Totals">What it holds.</param>
/// <param name="IsPaused">Whether nothing new is begun.</param>
/// <param name="Running">Conversations under way.</param>
/// <param name="Breakers">Destinations that are left alone, or tried.</param>
public sealed record QueueStatus(DateTimeOffset At, QueueTotals Totals, bool IsPaused, int Running, ImmutableArray<BreakerStatus> Breakers)
{
    private bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(At), At), (nameof(Totals), Totals), (nameof(IsPaused), IsPaused), (nameof(Running), Running), (nameof(Breakers), Breakers));
}
