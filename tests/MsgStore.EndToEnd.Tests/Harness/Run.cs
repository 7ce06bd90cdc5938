using System.Diagnostics;

namespace MsgStore.EndToEnd.Tests.Harness;

/// <summary>Runs programs nobody here wrote.</summary>
internal static class Run
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Runs a program to its end and gives what it printed; fails the test where it exits otherwise than asked.</summary>
    public static async Task<string> Async(string program, IEnumerable<string> arguments, string input = "", int expectedExit = 0,
        IReadOnlyDictionary<string, string>? environment = null, TimeSpan? limit = null)
    {
        var (exit, output) = await TryAsync(program, arguments, input, environment, limit);
        Assert.True(exit == expectedExit, $"{program} {string.Join(' ', arguments)} exited with {exit}:\n{output}");
        return output;
    }

    public static async Task<(int Exit, string Output)> TryAsync(string program, IEnumerable<string> arguments, string input = "",
        IReadOnlyDictionary<string, string>? environment = null, TimeSpan? limit = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        using var timeout = new CancellationTokenSource(limit ?? Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
            var errors = process.StandardError.ReadToEndAsync(timeout.Token);
            await process.StandardInput.WriteAsync(input.AsMemory(), timeout.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(timeout.Token);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException exception)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end within {limit ?? Limit}.", exception);
        }
    }
}
