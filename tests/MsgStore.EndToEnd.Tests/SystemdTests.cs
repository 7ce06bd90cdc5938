using System.Net.Sockets;
using System.Text;
using MsgStore.EndToEnd.Tests.Harness;

namespace MsgStore.EndToEnd.Tests;

public sealed class SystemdTests
{
    [Fact]
    public async Task Host_tells_systemd_when_it_is_ready_and_when_it_stops()
    {
        using var folder = new TemporaryFolder();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(folder.File("notify")));
        Directory.CreateDirectory(folder.File("domains"));
        var configuration = folder.Write("smtpd.json", $$"""
            {
              "Store": { "Root": "{{folder.File("mail")}}" },
              "Accounts": { "Root": "{{folder.File("domains")}}" },
              "Smtp": { "Listeners": { "smtp": { "EndPoint": "127.0.0.1:0" } } }
            }
            """);
        await using var host = await HostProcess.StartAsync("env", $"NOTIFY_SOCKET={folder.File("notify")}", "dotnet", Repository.SampleAssembly("smtpd"), "--config", configuration);
        Assert.Equal("READY=1", await ReceiveAsync(socket));
        Assert.Equal(0, await host.StopAsync());
        Assert.Equal("STOPPING=1", await ReceiveAsync(socket));
    }

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var buffer = new byte[256];
        return Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer, timeout.Token));
    }
}
