using System.Collections.Immutable;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Delivery;

/// <summary>What all scripts of a recipient ask for.</summary>
internal sealed record Verdict
{
    /// <summary>Everything to be done, implicit keep included.</summary>
    public required ImmutableArray<SieveAction> Actions { get; init; }

    /// <summary>What is remembered once the message is stored.</summary>
    public ImmutableArray<SieveDuplicateEntry> Duplicates { get; init; } = [];

    /// <summary>What the owner is to know of their scripts, in words for them.</summary>
    public ImmutableArray<string> Troubles { get; init; } = [];
}
