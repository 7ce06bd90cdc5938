using System.Collections.Immutable;
using System.Text;
using MsgStore.Sieve.Syntax;

namespace MsgStore.Sieve;

/// <summary>What came of compiling a script.</summary>
/// <param name="Program">The program; <see langword="null"/> where there are errors.</param>
/// <param name="Diagnostics">Errors and warnings, in the order they were found.</param>
public sealed record SieveCompilation(SieveProgram? Program, ImmutableArray<SieveDiagnostic> Diagnostics)
{
    /// <summary>Whether there is a program.</summary>
    [System.Diagnostics.CodeAnalysis.MemberNotNullWhen(true, nameof(Program))]
    public bool IsValid => Program is not null;

    private bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(Program), Program), (nameof(Diagnostics), Diagnostics), (nameof(IsValid), IsValid));
}
