using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MsgStore.EndToEnd.Tests.Harness;

/// <summary>A socket with lines on it, for dialogues no ordinary client would hold.</summary>
internal sealed class LineClient : IDisposable
{
    private readonly TcpClient _client;
    private readonly NetworkStream _stream;
    private readonly StreamReader _reader;

    private LineClient(TcpClient client)
    {
        _client = client;
        _stream = client.GetStream();
        _reader = new StreamReader(_stream, Encoding.Latin1);
    }

    public static async Task<LineClient> ConnectAsync(int port)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, port);
        return new LineClient(client);
    }

    /// <summary>
    /// Plays lines that a person could type: what stands behind <c>C:</c> is sent, what stands behind <c>S:</c> comes; <c>*</c> stands for the rest, and of a
    /// reply of several lines the last one counts.
    /// </summary>
    public static async Task PlayAsync(int port, string dialogue)
    {
        using var client = await ConnectAsync(port);
        foreach (var line in dialogue.Split('\n', StringSplitOptions.TrimEntries))
            if (line.StartsWith("C:", StringComparison.Ordinal))
                await client.SendAsync(Encoding.UTF8.GetBytes(line[2..].TrimStart() + "\r\n"));
            else if (line == "S: (closed)")
                Assert.Null(await client.ReadLineAsync());
            else if (line.EndsWith('*'))
                Assert.StartsWith(line[3..^1], await client.ReadReplyAsync(), StringComparison.Ordinal);
            else
                Assert.Equal(line[3..], await client.ReadReplyAsync());
    }

    public async Task SendAsync(string octets) => await _stream.WriteAsync(Encoding.Latin1.GetBytes(octets));

    public async Task SendAsync(ReadOnlyMemory<byte> octets) => await _stream.WriteAsync(octets);

    /// <summary>A line without its end; null once the server has closed.</summary>
    public async Task<string?> ReadLineAsync()
    {
        try
        {
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            return await _reader.ReadLineAsync(timeout.Token);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The last line of an SMTP reply; null once the server has closed.</summary>
    public async Task<string?> ReadReplyAsync()
    {
        string? line;
        do
            line = await ReadLineAsync();
        while (line is { Length: > 3 } && line[3] == '-');
        return line;
    }

    /// <summary>Sends a command and gives the last line of its reply.</summary>
    public async Task<string?> AskAsync(string command)
    {
        await SendAsync(command + "\r\n");
        return await ReadReplyAsync();
    }

    public void Dispose()
    {
        _reader.Dispose();
        _client.Dispose();
    }
}
