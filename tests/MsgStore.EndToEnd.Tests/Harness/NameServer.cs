using System.Diagnostics;
using System.Globalization;

namespace MsgStore.EndToEnd.Tests.Harness;

/// <summary>dnsmasq on loopback, with a zone of the test's own and nobody to ask beyond it.</summary>
internal sealed class NameServer : IAsyncDisposable
{
    private readonly Process _process;

    private NameServer(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Starts it and waits until it answers.</summary>
    /// <param name="zone">Options that make up the zone, as <c>mx-host=domain,host,10</c>.</param>
    public static async Task<NameServer> StartAsync(params string[] zone)
    {
        var port = Ports.Free();
        string[] fixedOptions =
        [
            "--keep-in-foreground", "--conf-file=/dev/null", $"--port={port.ToString(CultureInfo.InvariantCulture)}", "--listen-address=127.0.0.1", "--bind-interfaces", "--no-resolv",
            "--no-hosts", "--no-dhcp-interface=*", "--user=root", "--pid-file=", "--log-facility=-",
        ];
        var process = Process.Start(new ProcessStartInfo("dnsmasq", [.. fixedOptions, .. zone.Select(option => "--" + option)]) { UseShellExecute = false, RedirectStandardError = true })
            ?? throw new InvalidOperationException("dnsmasq did not start.");

        // It says so when its sockets are open.
        while (await process.StandardError.ReadLineAsync() is { } line)
            if (line.Contains("started", StringComparison.Ordinal))
            {
                _ = process.StandardError.ReadToEndAsync();
                return new NameServer(process, port);
            }

        throw new InvalidOperationException("dnsmasq ended.");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
