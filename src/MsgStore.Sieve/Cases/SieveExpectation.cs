using System.Collections.Immutable;
using System.Text;

namespace MsgStore.Sieve.Cases;

/// <summary>What a case expects.</summary>
public sealed record SieveExpectation
{
    /// <summary>Only that the script compiles.</summary>
    public bool Compiles { get; init; }

    /// <summary>That it does not compile, or that its run ends in an error.</summary>
    public bool Error { get; init; }

    /// <summary>Exactly these actions, in any order.</summary>
    public ImmutableArray<SieveExpectedAction> Actions { get; init; } = [];

    private bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(Compiles), Compiles), (nameof(Error), Error), (nameof(Actions), Actions));
}
