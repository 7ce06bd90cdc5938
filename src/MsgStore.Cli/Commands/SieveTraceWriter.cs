using MsgStore.Cli.Output;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Cli.Commands;

/// <summary>Shows the steps of a run, one a line.</summary>
internal sealed class SieveTraceWriter(Printer printer) : ISieveTrace
{
    public void Write(SieveTraceStep step)
    {
        if (step.Kind != SieveTraceKind.Start)
            printer.Write($"{(step.ScriptName is null ? "" : step.ScriptName + ":")}{step.Position} {step.Kind.ToString().ToLowerInvariant()} {SafeText.Of(step.Text)}",
                new { Step = step.Kind.ToString().ToLowerInvariant(), Script = step.ScriptName, step.Position.Line, step.Position.Column, step.Text });
    }
}
