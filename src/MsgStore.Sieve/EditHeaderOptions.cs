using System.Collections.Frozen;
using System.Text;

namespace MsgStore.Sieve;

/// <summary>Which fields <c>addheader</c> and <c>deleteheader</c> leave alone (RFC 5293 §6). Names are compared without regard to case. What a configuration names is added to the defaults.</summary>
public sealed record EditHeaderOptions
{
    /// <summary>Fields that are never added. Default: none.</summary>
    public IReadOnlySet<string> NeverAdded { get; init => field = Names(value); } = FrozenSet<string>.Empty;

    /// <summary>Fields that are never deleted. Default: Received and Auto-Submitted, as RFC 5293 §6 asks, to keep loops detectable, and what <c>replace</c> keeps (RFC 5703 §5).</summary>
    public IReadOnlySet<string> NeverDeleted { get; init => field = Names(value); } = Names(["Received", "Auto-Submitted", "Original-Subject", "Original-From"]);

    private static FrozenSet<string> Names(IEnumerable<string> names) => names.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private bool PrintMembers(StringBuilder builder) => RecordText.Write(builder, (nameof(NeverAdded), NeverAdded), (nameof(NeverDeleted), NeverDeleted));
}
