using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MsgStore.EndToEnd.Tests.Harness;

/// <summary>Postfix's smtp-sink on loopback, which writes each transaction to a file.</summary>
internal sealed class SinkProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private SinkProcess(Process process, string folder, int port)
    {
        _process = process;
        _folder = folder;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Starts a sink.</summary>
    /// <param name="folder">A folder for the messages; made here.</param>
    /// <param name="options">Further options of smtp-sink.</param>
    public static async Task<SinkProcess> StartAsync(string folder, params string[] options)
    {
        // It gives up the rights of root, and has to reach the folder afterwards.
        Directory.CreateDirectory(folder);
        await Run.Async("chown", ["nobody", folder]);
        for (var at = Path.GetDirectoryName(folder); at is { Length: > 5 }; at = Path.GetDirectoryName(at))
            await Run.Async("chmod", ["go+x", at]);
        var port = Ports.Free();
        var process = Process.Start(new ProcessStartInfo(
            "smtp-sink", ["-u", "nobody", "-d", "m.%M", .. options, $"127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}", "100"])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
        }) ?? throw new InvalidOperationException("smtp-sink did not start.");
        await Eventually.TrueAsync(() => IsListeningAsync(process, port), "smtp-sink does not listen.");
        return new SinkProcess(process, folder, port);
    }

    /// <summary>Transactions so far.</summary>
    public int Count => Directory.GetFiles(_folder).Length;

    /// <summary>All transactions so far: the facts that smtp-sink notes in fields of its own, then the message.</summary>
    public async Task<List<string>> ReadAsync()
    {
        var messages = new List<string>();
        foreach (var file in Directory.GetFiles(_folder).Order(StringComparer.Ordinal))
            messages.Add(await File.ReadAllTextAsync(file));
        return messages;
    }

    /// <summary>Waits for a transaction.</summary>
    /// <param name="marks">What stands in it and, all together, in no other: a notice repeats the subject of what it tells of.</param>
    public async Task<string> FindAsync(params string[] marks)
    {
        string? found = null;
        await Eventually.TrueAsync(
            async () => (found = (await ReadAsync()).Find(message => message.EndsWith('\n') && marks.All(mark => message.Contains(mark, StringComparison.Ordinal)))) is not null,
            async () => $"no transaction with '{string.Join("' and '", marks)}' arrived. There are:\n{string.Join("\n----\n", await ReadAsync())}");
        return found ?? "";
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<bool> IsListeningAsync(Process process, int port)
    {
        if (process.HasExited)
            throw new InvalidOperationException($"smtp-sink ended with {process.ExitCode}.");
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
