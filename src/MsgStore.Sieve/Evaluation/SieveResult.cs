using System.Collections.Immutable;
using System.Text;
using MsgStore.Delivery;

namespace MsgStore.Sieve.Evaluation;

/// <summary>What a script asks for.</summary>
public sealed record SieveResult
{
    /// <summary>The explicit actions in the order of the script, equal ones once. After an error, those before it: none of them is to be done but the implicit keep.</summary>
    public required ImmutableArray<SieveAction> Actions { get; init; }

    /// <summary>The implicit keep (RFC 5228 §2.10.2); <see langword="null"/> where an action cancelled it. After an error it is always there.</summary>
    public required KeepAction? ImplicitKeep { get; init; }

    /// <summary>Why the run ended early; <see langword="null"/> for a run without error.</summary>
    public SieveRuntimeError? Error { get; init; }

    /// <summary>The message as it stood before the script enclosed it, for the redirects of the next script; <see langword="null"/> where it did not.</summary>
    internal MessageContent? BeforeEnclosure { get; init; }

    /// <summary>What the script's owner should look at although the run went on, as a regular expression that is none.</summary>
    public ImmutableArray<SieveRuntimeError> Warnings { get; init; } = [];

    /// <summary>What <c>duplicate</c> asks to be remembered once the message is stored.</summary>
    public ImmutableArray<SieveDuplicateEntry> Duplicates { get; init; } = [];

    /// <summary>Steps the run took, of <see cref="SieveOptions.MaxInstructions"/>.</summary>
    public long Instructions { get; init; }

    /// <summary>What is to be done: the actions and the implicit keep; after an error nothing but that.</summary>
    public IEnumerable<SieveAction> Effective
    {
        get
        {
            var actions = Error is null ? Actions : [];
            return ImplicitKeep is { } keep ? [.. actions, keep] : actions;
        }
    }

    private bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(Actions), Actions), (nameof(ImplicitKeep), ImplicitKeep), (nameof(Error), Error), (nameof(Warnings), Warnings),
        (nameof(Duplicates), Duplicates), (nameof(Instructions), Instructions), (nameof(Effective), Effective));
}
