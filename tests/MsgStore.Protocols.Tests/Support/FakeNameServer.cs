using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MsgStore.Protocols.Dns;

namespace MsgStore.Protocols.Tests.Support;

/// <summary>A name server on loopback, by datagram and by TCP, that answers from a table, or as a test wants it to.</summary>
internal sealed class FakeNameServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _datagrams = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly TcpListener _streams;
    private readonly Task _serving;
    private int _questions;

    public FakeNameServer()
    {
        // Both protocols on one port: another program may have the second half of the pair.
        while (true)
        {
            _streams = new TcpListener(IPAddress.Loopback, 0);
            _streams.Start();
            try
            {
                _datagrams.Bind(_streams.LocalEndpoint);
                break;
            }
            catch (SocketException)
            {
                _streams.Stop();
            }
        }

        _serving = Task.WhenAll(ServeDatagramsAsync(), ServeStreamsAsync());
    }

    public IPEndPoint EndPoint => (IPEndPoint)_streams.LocalEndpoint;

    /// <summary>Records by "name type", each as owner, type, seconds and data.</summary>
    public Dictionary<string, List<byte[]>> Zone { get; } = [];

    /// <summary>Response codes by name.</summary>
    public Dictionary<string, int> Errors { get; } = [];

    /// <summary>Names whose answers do not fit into a datagram.</summary>
    public HashSet<string> Large { get; } = [];

    /// <summary>Whether every datagram is answered first by one that answers something else.</summary>
    public bool IsForged { get; set; }

    /// <summary>Whether EDNS is an error here.</summary>
    public bool IsOld { get; set; }

    /// <summary>What is sent in place of an answer, if anything: each piece a datagram, or octets of a stream that then ends.</summary>
    public Func<AskedQuestion, IEnumerable<byte[]>>? Fault { get; set; }

    public int Questions => _questions;

    public DnsResolver Resolver(TimeProvider? time = null, Action<DnsOptions>? configure = null)
    {
        var options = new DnsOptions { Timeout = TimeSpan.FromSeconds(30) };
        options.Servers.Add(EndPoint.ToString());
        configure?.Invoke(options);
        return new DnsResolver(options, time ?? TimeProvider.System);
    }

    public FakeNameServer Mx(string name, int preference, string exchange, uint seconds = 300) =>
        Add(name, 15, seconds, [(byte)(preference >> 8), (byte)preference, .. Name(exchange)]);

    public FakeNameServer Address(string name, string address, uint seconds = 300)
    {
        var octets = IPAddress.Parse(address).GetAddressBytes();
        return Add(name, octets.Length == 4 ? 1 : 28, seconds, octets);
    }

    public FakeNameServer Alias(string name, string target, params int[] types)
    {
        foreach (var type in types)
            Add(name, 5, 300, Name(target), asked: type);
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _streams.Stop();
        await _serving.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        _datagrams.Dispose();
        _stop.Dispose();
    }

    public static byte[] Name(string name) =>
        [.. name.Split('.', StringSplitOptions.RemoveEmptyEntries).SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];

    /// <summary>A record of any type.</summary>
    public FakeNameServer Add(string name, int type, uint seconds, byte[] data, int? asked = null)
    {
        var key = $"{name} {asked ?? type}";
        (Zone.TryGetValue(key, out var records) ? records : Zone[key] = []).Add(Record(Name(name), type, seconds, data));
        return this;
    }

    /// <summary>The octets of a record.</summary>
    public static byte[] Record(byte[] owner, int type, uint seconds, byte[] data)
    {
        var life = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(life, seconds);
        return [.. owner, 0, (byte)type, 0, 1, .. life, (byte)(data.Length >> 8), (byte)data.Length, .. data];
    }

    private async Task ServeDatagramsAsync()
    {
        var buffer = new byte[512];
        while (!_stop.IsCancellationRequested)
        {
            var received = await _datagrams.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
            var question = buffer.AsSpan(0, received.ReceivedBytes).ToArray();
            var answer = Answer(question, isDatagram: true);
            if (IsForged)
                await _datagrams.SendToAsync((byte[])[(byte)(answer[0] ^ 1), .. answer[1..]], received.RemoteEndPoint, _stop.Token);
            foreach (var piece in Fault?.Invoke(new AskedQuestion(question, answer, IsDatagram: true)) ?? [answer])
                await _datagrams.SendToAsync(piece, received.RemoteEndPoint, _stop.Token);
        }
    }

    private async Task ServeStreamsAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            using var client = await _streams.AcceptTcpClientAsync(_stop.Token);
            try
            {
                await ServeStreamAsync(client.GetStream());
            }
            catch (IOException)
            {
                // Who asked went away.
            }
        }
    }

    private async Task ServeStreamAsync(NetworkStream stream)
    {
        var length = new byte[2];
        await stream.ReadExactlyAsync(length, _stop.Token);
        var question = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(question, _stop.Token);
        var answer = Answer(question, isDatagram: false);
        foreach (var piece in Fault?.Invoke(new AskedQuestion(question, answer, IsDatagram: false)) ?? [Framed(answer)])
            await stream.WriteAsync(piece, _stop.Token);
    }

    /// <summary>A message with its length before it, as in streams.</summary>
    public static byte[] Framed(byte[] message) => [(byte)(message.Length >> 8), (byte)message.Length, .. message];

    private byte[] Answer(ReadOnlySpan<byte> question, bool isDatagram)
    {
        Interlocked.Increment(ref _questions);
        var at = 12;
        var labels = new List<string>();
        for (; question[at] != 0; at += question[at] + 1)
            labels.Add(Encoding.ASCII.GetString(question.Slice(at + 1, question[at])));
        var name = string.Join('.', labels).ToLowerInvariant();
        var type = BinaryPrimitives.ReadUInt16BigEndian(question[(at + 1)..]);
        var asked = question[12..(at + 5)].ToArray();
        var records = Zone.GetValueOrDefault($"{name} {type}", []);
        var exists = Zone.Keys.Any(key => key.StartsWith(name + " ", StringComparison.Ordinal));
        var code = IsOld && question[11] == 1 ? 1 : Errors.TryGetValue(name, out var error) ? error : exists ? 0 : 3;
        var truncated = isDatagram && Large.Contains(name);
        var count = truncated || code != 0 ? 0 : records.Count;
        byte[] header = [question[0], question[1], (byte)(0x81 | (truncated ? 2 : 0)), (byte)(0x80 | code), 0, 1, (byte)(count >> 8), (byte)count, 0, 0, 0, 0];
        return [.. header, .. asked, .. records.Take(count).SelectMany(record => record)];
    }
}

/// <summary>A question as it came, and what answers it.</summary>
internal sealed record AskedQuestion(byte[] Question, byte[] Answer, bool IsDatagram)
{
    // The OPT record behind it has eleven octets.
    private ReadOnlySpan<byte> Section => Question.AsSpan(12..(Question.Length - (Question[11] * 11)));

    /// <summary>A response to it with these records, be they what they may.</summary>
    public byte[] Response(params byte[][] records) =>
        [.. Question[..2], 0x81, 0x80, 0, 1, (byte)(records.Length >> 8), (byte)records.Length, 0, 0, 0, 0, .. Section, .. records.SelectMany(record => record)];

    /// <summary>The octets to send, with their length before them where it is a stream.</summary>
    public byte[][] As(params byte[] message) => [IsDatagram ? message : FakeNameServer.Framed(message)];
}
