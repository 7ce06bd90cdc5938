using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace MsgStore.EndToEnd.Tests.Harness;

/// <summary>A host as a process of its own, with the ports it said it listens on.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string[]> _output;

    private HostProcess(Process process, IReadOnlyDictionary<string, int> ports, IReadOnlyList<string> lines, Task<string[]> output)
    {
        _process = process;
        Ports = ports;
        Lines = lines;
        _output = output;
    }

    public IReadOnlyDictionary<string, int> Ports { get; }

    /// <summary>What it said until it was ready.</summary>
    public IReadOnlyList<string> Lines { get; }

    public int SmtpPort => Ports["smtp"];

    public int Pop3Port => Ports["pop3"];

    public int Id => _process.Id;

    /// <summary>The most memory the process ever held, in MiB.</summary>
    public double PeakMemoryInMiB =>
        long.Parse(File.ReadLines($"/proc/{Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture) / 1024.0;

    /// <summary>Starts a host and waits until it is ready.</summary>
    public static Task<HostProcess> StartAsync(params string[] command) => StartAsync(new Dictionary<string, string>(), command);

    /// <summary>Starts a host with further environment variables and waits until it is ready.</summary>
    public static async Task<HostProcess> StartAsync(IReadOnlyDictionary<string, string> environment, params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        var errors = process.StandardError.ReadToEndAsync();
        var ports = new Dictionary<string, int>(StringComparer.Ordinal);
        var lines = new List<string>();
        string? line;
        while ((line = await process.StandardOutput.ReadLineAsync()) is not null && line != "ready")
        {
            lines.Add(line);
            if (line.Split(' ') is [var name, var endPoint] && IPEndPoint.TryParse(endPoint, out var parsed) && parsed.Port > 0)
                ports[name] = parsed.Port;
        }
        if (line is null)
            await process.WaitForExitAsync();
        if (process.HasExited)
            throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}: {await errors}");
        // What it says from here on is read to the end as well, or a full pipe would stop it.
        return new HostProcess(process, ports, lines, Task.WhenAll(Task.FromResult(string.Join('\n', lines)), errors, process.StandardOutput.ReadToEndAsync()));
    }

    /// <summary>Ends the process as a power cut would end it, as far as the process can tell.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks the process to end and gives its exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", Id.ToString(CultureInfo.InvariantCulture)]);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await _process.WaitForExitAsync(timeout.Token);
        return _process.ExitCode;
    }

    /// <summary>Ends the process as a service manager would, and gives what it said.</summary>
    public async Task<string> StopAndReadAsync()
    {
        await StopAsync();
        return string.Join('\n', await _output);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        await _output;
        _process.Dispose();
    }
}
