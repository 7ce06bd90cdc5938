using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using MsgStore.Content;
using MsgStore.Protocols.Smtp;
using MsgStore.Protocols.Tests.Support;

namespace MsgStore.Protocols.Tests;

public class StreamTransportTests
{
    [Fact]
    public async Task A_client_that_closes_its_side_at_once_gets_every_reply()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        var agent = new FakeAgent();
        var services = new SmtpServerServices
        {
            Delivery = agent,
            Recipients = new FakeDirectory(),
            Contents = new ContentBufferFactory(Options.Create(new ContentBufferOptions())),
        };
        await using var served = new NetworkStream(await listener.AcceptSocketAsync(), ownsSocket: true);
        var serving = new SmtpServerSession(new StreamTransport(served), new ConnectionFacts(), new SmtpServerOptions(), services).RunAsync();

        var stream = client.GetStream();
        await stream.WriteAsync("EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<alice@here.example>\r\nDATA\r\nx\r\n.\r\nQUIT\r\n"u8.ToArray());
        client.Client.Shutdown(SocketShutdown.Send);
        await serving;
        served.Close();
        using var reader = new StreamReader(stream);
        Assert.EndsWith("221 2.0.0 Bye\r\n", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Single(agent.Delivered);
    }
}
