using MsgStore.Sieve.Syntax;

namespace MsgStore.Sieve.Evaluation;

/// <summary>Ends a run; made by <see cref="SieveRun.Error"/> and never seen outside of it.</summary>
internal sealed class SieveRuntimeException(SievePosition position, string? scriptName, string message) : Exception(message)
{
    public SievePosition Position => position;

    public string? ScriptName => scriptName;
}
