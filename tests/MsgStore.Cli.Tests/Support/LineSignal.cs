using System.Text;

namespace MsgStore.Cli.Tests.Support;

/// <summary>A writer that tells when a line has been written to it.</summary>
internal sealed class LineSignal : TextWriter
{
    private readonly TaskCompletionSource<string> _line = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The first line, once it is there.</summary>
    public Task<string> FirstLine => _line.Task;

    public override Encoding Encoding => Encoding.UTF8;

    public override Task WriteLineAsync(string? value)
    {
        _line.TrySetResult(value ?? "");
        return Task.CompletedTask;
    }

    public override void Write(char value)
    {
    }
}
