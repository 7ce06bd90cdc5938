using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Hosting;

namespace MsgStore.Hosting;

/// <summary>Tells systemd when the host serves and when it stops (sd_notify(3), Type=notify). Does nothing elsewhere.</summary>
internal sealed class SystemdNotifier : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => NotifyAsync("READY=1", cancellationToken);

    public Task StoppingAsync(CancellationToken cancellationToken) => NotifyAsync("STOPPING=1", cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static async Task NotifyAsync(string state, CancellationToken cancellationToken)
    {
        var path = Environment.GetEnvironmentVariable("NOTIFY_SOCKET");
        if (string.IsNullOrEmpty(path) || OperatingSystem.IsWindows())
            return;
        // A leading @ names an abstract socket, whose address begins with NUL.
        var endPoint = new UnixDomainSocketEndPoint(path[0] == '@' ? '\0' + path[1..] : path);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            await socket.SendToAsync(Encoding.UTF8.GetBytes(state), endPoint, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            // Nobody listens: the host runs all the same.
        }
    }
}
