using MsgStore.Sieve.Syntax;

namespace MsgStore.Sieve.Evaluation;

/// <summary>One step of a run.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Position">The command or test it happened in.</param>
/// <param name="ScriptName">The included script; <see langword="null"/> for the script itself.</param>
/// <param name="Text">In words.</param>
public readonly record struct SieveTraceStep(SieveTraceKind Kind, SievePosition Position, string? ScriptName, string Text);
