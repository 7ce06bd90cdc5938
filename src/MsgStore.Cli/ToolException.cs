using MsgStore.Delivery;

namespace MsgStore.Cli;

/// <summary>Ends a command with an exit code and a line for whoever called it.</summary>
/// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
/// <param name="message">Names the thing, the value and the remedy.</param>
internal sealed class ToolException(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>What a mail server that called the tool is told beside the text; <see langword="null"/> lets the exit code decide.</summary>
    public EnhancedStatusCode? Status { get; init; }
}
