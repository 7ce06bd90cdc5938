using MsgStore.Sieve.Syntax;

namespace MsgStore.Sieve.Evaluation;

/// <summary>Is told what a run does, step by step. A run that has to wait for a fact begins again from the start and tells so.</summary>
public interface ISieveTrace
{
    /// <summary>Takes a step.</summary>
    void Write(SieveTraceStep step);
}

/// <summary>One step of a run.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Position">The command or test it happened in.</param>
/// <param name="ScriptName">The included script; <see langword="null"/> for the script itself.</param>
/// <param name="Text">In words.</param>
public readonly record struct SieveTraceStep(SieveTraceKind Kind, SievePosition Position, string? ScriptName, string Text);

/// <summary>What a step was.</summary>
public enum SieveTraceKind
{
    /// <summary>The run begins; what was told before does not count.</summary>
    Start,
    /// <summary>A command is executed.</summary>
    Command,
    /// <summary>A test had a result.</summary>
    Test,
    /// <summary>A value was compared with a key.</summary>
    Match,
    /// <summary>An action was added.</summary>
    Action,
    /// <summary>A variable was set.</summary>
    Variable,
}
