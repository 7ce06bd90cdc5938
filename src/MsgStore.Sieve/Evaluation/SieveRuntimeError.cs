using MsgStore.Sieve.Syntax;

namespace MsgStore.Sieve.Evaluation;

/// <summary>Why a run ended early.</summary>
/// <param name="Position">The command or test it happened in.</param>
/// <param name="ScriptName">The included script; <see langword="null"/> for the script itself.</param>
/// <param name="Message">In words for the script's owner.</param>
public sealed record SieveRuntimeError(SievePosition Position, string? ScriptName, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{(ScriptName is null ? "" : ScriptName + ": ")}{Position}: {Message}";
}
