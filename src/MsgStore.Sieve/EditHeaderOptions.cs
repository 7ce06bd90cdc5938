using System.Collections.Immutable;

namespace MsgStore.Sieve;

/// <summary>Which fields <c>addheader</c> and <c>deleteheader</c> leave alone (RFC 5293 §6). Names are compared without regard to case.</summary>
public sealed record EditHeaderOptions
{
    /// <summary>Fields that are never added. Default: none.</summary>
    public ImmutableHashSet<string> NeverAdded { get; init; } = ImmutableHashSet.Create<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Fields that are never deleted. Default: Received and Auto-Submitted, as RFC 5293 §6 asks, to keep loops detectable, and what <c>replace</c> keeps (RFC 5703 §5).</summary>
    public ImmutableHashSet<string> NeverDeleted { get; init; } = ImmutableHashSet.Create<string>(StringComparer.OrdinalIgnoreCase, "Received", "Auto-Submitted", "Original-Subject", "Original-From");
}
