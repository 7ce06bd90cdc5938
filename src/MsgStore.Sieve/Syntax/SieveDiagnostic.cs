namespace MsgStore.Sieve.Syntax;

/// <summary>What is wrong in a script, in words for the person who wrote it.</summary>
/// <param name="Severity">Whether the script compiles nevertheless.</param>
/// <param name="Position">Where.</param>
/// <param name="Message">What was found and what was expected.</param>
public sealed record SieveDiagnostic(SieveSeverity Severity, SievePosition Position, string Message)
{
    /// <summary>The included script it stands in (RFC 6609); <see langword="null"/> for the script itself.</summary>
    public string? ScriptName { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{(ScriptName is null ? "" : ScriptName + ": ")}{Position}: {(Severity == SieveSeverity.Error ? "error" : "warning")}: {Message}";
}
