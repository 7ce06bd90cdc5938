using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace MsgStore.EndToEnd.Tests.Harness;

/// <summary>Sends command after command and never reads an answer.</summary>
internal sealed class NonReadingClient : IDisposable
{
    // IPPROTO_TCP and TCP_MAXSEG of tcp(7).
    private const int Tcp = 6;
    private const int MaximumSegment = 2;
    private const int SegmentSize = 1200;

    private readonly Socket _socket;
    private Stream? _stream;
    private Task _sending = Task.CompletedTask;

    private NonReadingClient(Socket socket) => _socket = socket;

    /// <summary>Whether the server has closed the connection.</summary>
    public bool IsClosed => _sending.IsCompleted;

    /// <summary>Connects and goes under TLS where the listener begins with it; then commands are sent for as long as somebody takes them.</summary>
    public static async Task<NonReadingClient> StartAsync(string listener, int port)
    {
        var client = await ConnectAsync(port);
        client._stream = new NetworkStream(client._socket);
        if (listener is "smtps" or "pop3s")
        {
            // Whom it speaks with is all one to this client.
            var tls = new SslStream(client._stream, leaveInnerStreamOpen: false, (_, _, _, errors) => errors >= SslPolicyErrors.None);
            client._stream = tls;
            await tls.AuthenticateAsClientAsync("localhost");
        }
        client._sending = client.SendAsync(CommandOf(listener));
        return client;
    }

    /// <summary>Connects and says nothing at all.</summary>
    public static async Task<NonReadingClient> ConnectAsync(int port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096, SendBufferSize = 16 * 1024 };
        // With the segments of a network the system keeps little for a peer that does not read; with those of loopback it is megabytes.
        socket.SetRawSocketOption(Tcp, MaximumSegment, BitConverter.GetBytes(SegmentSize));
        await socket.ConnectAsync(IPAddress.Loopback, port);
        return new NonReadingClient(socket);
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _socket.Dispose();
        _ = _sending;
    }

    // The command with the longest answer that anybody may ask for.
    private static string CommandOf(string listener) => listener switch
    {
        "lmtp" => "LHLO x\r\n",
        "pop3" or "pop3s" => "CAPA\r\n",
        "managesieve" => "CAPABILITY\r\n",
        _ => "EHLO x\r\n",
    };

    private async Task SendAsync(string command)
    {
        var block = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(command, 1000)));
        try
        {
            while (_stream is not null)
                await _stream.WriteAsync(block);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The server has had enough, as it should.
        }
    }
}
