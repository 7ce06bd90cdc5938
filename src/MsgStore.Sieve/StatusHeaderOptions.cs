using System.Collections.Frozen;
using System.Text;

namespace MsgStore.Sieve;

/// <summary>How a header field of a spam or virus filter becomes a score (RFC 5235 §2.1).</summary>
public sealed record StatusHeaderOptions
{
    /// <summary>The field that holds the status.</summary>
    public required string Header { get; init; }

    /// <summary>A POSIX regular expression whose first group is the status; <see langword="null"/> takes the whole field.</summary>
    public string? Pattern { get; init; }

    /// <summary>What the status is.</summary>
    public StatusKind Kind { get; init; }

    /// <summary>The score that counts as the highest; <see langword="null"/> where <see cref="MaxHeader"/> has it.</summary>
    public double? MaxValue { get; init; }

    /// <summary>The field that holds the highest score.</summary>
    public string? MaxHeader { get; init; }

    /// <summary>As <see cref="Pattern"/>, for <see cref="MaxHeader"/>.</summary>
    public string? MaxPattern { get; init; }

    /// <summary>For <see cref="StatusKind.Text"/>: which text, without regard to case, is which value, 0 to 10 (to 5 for viruses).</summary>
    public IReadOnlyDictionary<string, int> TextValues { get; init => field = value.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase); } = FrozenDictionary<string, int>.Empty;

    private bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(Header), Header), (nameof(Pattern), Pattern), (nameof(Kind), Kind), (nameof(MaxValue), MaxValue), (nameof(MaxHeader), MaxHeader),
        (nameof(MaxPattern), MaxPattern), (nameof(TextValues), TextValues));
}
