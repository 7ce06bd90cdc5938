using System.Collections.Immutable;
using System.Text;

namespace MsgStore.Sieve.Evaluation;

/// <summary>The SMTP envelope of one recipient.</summary>
public sealed record SieveEnvelope
{
    /// <summary>The reverse-path without angle brackets; empty for <c>&lt;&gt;</c>.</summary>
    public required string From { get; init; }

    /// <summary>The forward-path the message is delivered for, without angle brackets.</summary>
    public required string To { get; init; }

    /// <summary>The forward-path before aliases were applied; <see langword="null"/> where it is <see cref="To"/>.</summary>
    public string? OriginalTo { get; init; }

    /// <summary>Who sent it, as SMTP authentication has it; <see langword="null"/> for no one.</summary>
    public string? AuthenticatedUser { get; init; }

    /// <summary>
    /// Further items by their lower-case name: <c>notify</c>, <c>orcpt</c>, <c>ret</c>, <c>envid</c>, <c>bytimeabsolute</c>, <c>bytimerelative</c>,
    /// <c>bymode</c>, <c>bytrace</c> (RFC 6009 §4, §5), with their values in the form scripts compare.
    /// </summary>
    public ImmutableDictionary<string, ImmutableArray<string>> Items { get; init; } = ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    private bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(From), From), (nameof(To), To), (nameof(OriginalTo), OriginalTo), (nameof(AuthenticatedUser), AuthenticatedUser),
        (nameof(Items), Items));
}
