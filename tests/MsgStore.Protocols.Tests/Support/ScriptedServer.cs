using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using MsgStore.Protocols.Smtp.Client;

namespace MsgStore.Protocols.Tests.Support;

/// <summary>A server on loopback that plays one dialogue per connection and notes where the client leaves it.</summary>
/// <remarks>
/// Lines: <c>S: text</c> is sent; <c>C: text</c> is expected, word for word; <c>TLS</c> is a handshake; <c>RAW n</c> takes n octets
/// into <see cref="Received"/>; <c>CLOSE</c> ends the connection at once; <c>DRAIN</c> takes all that comes into <see cref="Received"/>; <c>HANG</c> waits for the client to end it.
/// </remarks>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(1));
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _playing;

    public ScriptedServer(params string[] dialogues)
    {
        _listener.Start();
        _playing = PlayAsync(dialogues);
    }

    public SmtpServerAddress Address => new("localhost", (IPEndPoint)_listener.LocalEndpoint);

    public StringBuilder Received { get; } = new();

    /// <summary>Ends when every dialogue was played to its end, and fails where the client left one.</summary>
    public Task Played => _playing.WaitAsync(TimeSpan.FromMinutes(1));

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _limit.CancelAsync();
        await _playing.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        _limit.Dispose();
    }

    private async Task PlayAsync(string[] dialogues)
    {
        foreach (var dialogue in dialogues)
        {
            using var client = await _listener.AcceptTcpClientAsync(_limit.Token);
            Stream stream = client.GetStream();
            foreach (var line in dialogue.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                stream = await PlayAsync(stream, line);
            await stream.DisposeAsync();
        }
    }

    private async Task<Stream> PlayAsync(Stream stream, string line)
    {
        if (line.StartsWith("S: ", StringComparison.Ordinal))
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(line[3..].Replace("\\r", "\r", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal) + "\r\n"));
        }
        else if (line.StartsWith("C: ", StringComparison.Ordinal))
        {
            Assert.Equal(line[3..], await ReadLineAsync(stream));
        }
        else if (line.StartsWith("RAW ", StringComparison.Ordinal))
        {
            var octets = new byte[int.Parse(line[4..], System.Globalization.CultureInfo.InvariantCulture)];
            await stream.ReadExactlyAsync(octets, _limit.Token);
            Received.Append(Encoding.Latin1.GetString(octets));
        }
        else if (line == "TLS")
        {
            var tls = new SslStream(stream);
            await tls.AuthenticateAsServerAsync(TestTls.ServerOptions(), _limit.Token);
            return tls;
        }
        else if (line == "DRAIN")
        {
            Received.Append(await ReadToEndAsync(stream));
        }
        else if (line == "HANG")
        {
            Assert.Equal("", await ReadLineAsync(stream));
        }
        else
        {
            Assert.Equal("CLOSE", line);
        }

        return stream;
    }

    private async Task<string> ReadToEndAsync(Stream stream)
    {
        using var all = new MemoryStream();
        await stream.CopyToAsync(all, _limit.Token);
        return Encoding.Latin1.GetString(all.ToArray());
    }

    private async Task<string> ReadLineAsync(Stream stream)
    {
        var line = new List<byte>();
        var octet = new byte[1];
        while (await stream.ReadAsync(octet, _limit.Token) == 1)
        {
            line.Add(octet[0]);
            if (line.Count > 1 && line[^2] == '\r' && line[^1] == '\n')
                return Encoding.UTF8.GetString([.. line.SkipLast(2)]);
        }

        return Encoding.UTF8.GetString([.. line]);
    }
}
