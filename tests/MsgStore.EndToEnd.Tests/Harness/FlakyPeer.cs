using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MsgStore.EndToEnd.Tests.Harness;

/// <summary>A server that takes mail and fails in every way there is: refusals for now and for good, lost connections at each step, slowness.</summary>
/// <remarks>What a message meets follows from how many came before it. The recipient's local part is the message's number.</remarks>
internal sealed class FlakyPeer : IAsyncDisposable
{
    // What it takes beyond a goal, so that a client outlives the goal while a slow test has not yet ended it, but not all its mail.
    private const int Surplus = 24;

    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Task, bool> _sessions = [];
    private readonly Task _accepting;
    private int _rolls;
    private int _taken;
    private (int Count, TaskCompletionSource Reached) _goal = (int.MaxValue, new());

    public FlakyPeer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How often each message was taken, whether the client could hear of it or not.</summary>
    public ConcurrentDictionary<int, int> Taken { get; } = [];

    /// <summary>How often a message was taken and the connection closed in place of the reply.</summary>
    public ConcurrentDictionary<int, int> Unanswered { get; } = [];

    /// <summary>Messages refused for good.</summary>
    public ConcurrentDictionary<int, bool> Refused { get; } = [];

    /// <summary>Ends when so many more messages have been taken; soon after that the peer puts off all others until told to go on.</summary>
    public Task TakesAsync(int more)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _goal = (Volatile.Read(ref _taken) + more, reached);
        return reached.Task;
    }

    /// <summary>Takes whatever comes.</summary>
    public void TakeAll() => _goal = (int.MaxValue, new());

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await Task.WhenAll([_accepting, .. _sessions.Keys]).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            _sessions.TryAdd(ServeAsync(client), true);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                client.NoDelay = true;
                using var reader = new StreamReader(client.GetStream());
                await using var writer = new StreamWriter(client.GetStream()) { AutoFlush = true, NewLine = "\r\n" };
                var roll = Roll();
                if (roll < 3)
                    return;
                await writer.WriteLineAsync(roll < 5 ? "421 4.3.2 busy" : "220 flaky.example");
                if (roll < 5)
                    return;
                await ConverseAsync(reader, writer);
            }
            catch (IOException)
            {
                // The client was killed.
            }
        }
    }

    private async Task ConverseAsync(StreamReader reader, StreamWriter writer)
    {
        var number = 0;
        var roll = 0;
        var isWanted = false;
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            var verb = line.Split(' ')[0];
            switch (verb)
            {
                case "EHLO":
                    await writer.WriteAsync("250-flaky.example\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250 PIPELINING\r\n");
                    break;
                case "RCPT":
                    number = int.Parse(line.AsSpan(9, line.IndexOf('@', StringComparison.Ordinal) - 9), CultureInfo.InvariantCulture);
                    roll = Volatile.Read(ref _taken) - _goal.Count >= Surplus ? 0 : Roll();
                    isWanted = roll >= 8;
                    if (roll is >= 5 and < 8)
                        Refused[number] = true;
                    await writer.WriteLineAsync(roll < 5 ? "451 4.2.1 later" : roll < 8 ? "550 5.1.1 nobody" : "250 2.1.5 ok");
                    break;
                case "DATA" when !isWanted:
                    await writer.WriteLineAsync("554 5.5.1 for whom");
                    break;
                case "DATA":
                    if (roll < 11)
                        return;
                    await writer.WriteLineAsync("354 go");
                    if (!await TakeAsync(reader, writer, number, roll))
                        return;
                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 bye");
                    return;
                default:
                    await writer.WriteLineAsync("250 2.0.0 ok");
                    break;
            }
        }
    }

    private async Task<bool> TakeAsync(StreamReader reader, StreamWriter writer, int number, int roll)
    {
        while (await reader.ReadLineAsync(_stop.Token) is var line && line != ".")
            if (line is null)
                return false;
        if (roll == 15)
            Refused[number] = true;
        if (roll is >= 13 and < 16)
        {
            await writer.WriteLineAsync(roll == 15 ? "554 5.6.0 not this one" : "452 4.3.1 full");
            return true;
        }

        // A slow host: the client may be killed while it waits for the reply.
        if (roll < 20)
            await Task.Delay(10, _stop.Token);
        Taken.AddOrUpdate(number, 1, (_, count) => count + 1);
        var (goal, reached) = _goal;
        if (Interlocked.Increment(ref _taken) >= goal)
            reached.TrySetResult();
        if (roll < 13)
        {
            Unanswered.AddOrUpdate(number, 1, (_, count) => count + 1);
            return false;
        }

        await writer.WriteLineAsync("250 2.0.0 taken");
        return true;
    }

    // 0 to 99, each once before any comes again.
    private int Roll() => (int)((uint)Interlocked.Increment(ref _rolls) * 37 % 100);
}
