using System.IO.Pipelines;
using System.Net;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using MsgStore.Delivery;

namespace MsgStore.Protocols.Tests.Support;

/// <summary>A server session over pipes in memory, time that tests move, and a client.</summary>
internal abstract class SessionHarness : IAsyncDisposable
{
    private readonly CancellationTokenSource _drain = new();
    private readonly DuplexPipe _server;
    private Task<SessionEnd>? _session;
    private Task _sending = Task.CompletedTask;

    protected SessionHarness()
    {
        (_server, var client) = DuplexPipe.Create();
        Transport = client;
        Client = new LineClient(client);
    }

    public DuplexPipe Transport { get; }

    public LineClient Client { get; }

    public FakeLogger Log { get; } = new();

    /// <summary>What the session logged, in order, each with its level.</summary>
    public IReadOnlyList<string> LogLines => [.. Log.Collector.GetSnapshot().Select(line => $"{line.Level}: {line.Message}")];

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public List<IAdmissionPolicy> Policies { get; } = [];

    public bool IsTls { get; set; }

    /// <summary>What every protocol has of options.</summary>
    public abstract MailSessionOptions Limits { get; }

    public Func<string?, System.Net.Security.SslServerAuthenticationOptions>? Tls { get; set; }

    /// <summary>The session, which begins when it is first asked for.</summary>
    public Task<SessionEnd> Session => _session ??= ServeAsync();

    public async Task PlayAsync(string dialogue)
    {
        _ = Session;
        await Client.PlayAsync(dialogue);
    }

    /// <summary>Moves time in steps of a minute until the session has ended.</summary>
    public async Task PassTimeUntilTheEndAsync()
    {
        while (!Session.IsCompleted)
        {
            Time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }
    }

    public void Drain() => _drain.Cancel();

    /// <summary>Runs a session for a client that has sent all it will ever send, and takes whatever comes.</summary>
    public async Task ServeAllAsync(string input)
    {
        var options = new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false);
        var (up, down) = (new Pipe(options), new Pipe(options));
        await up.Writer.WriteAsync(Octets.Of(input));
        await up.Writer.CompleteAsync();
        await RunAsync(new DuplexPipe(up.Reader, down.Writer), new ConnectionFacts(), CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Sends a command again and again, and reads nothing, until the server can send no more.</summary>
    public async Task SendUntilStuckAsync(string command)
    {
        _ = Session;
        var block = string.Concat(Enumerable.Repeat(command + "\r\n", 100));
        using var net = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (Unread < DuplexPipe.Capacity)
        {
            net.Token.ThrowIfCancellationRequested();
            if (_sending.IsCompleted)
                _sending = Client.SendAsync(block);
            await Task.Yield();
        }
    }

    // What the server has sent and nobody has read.
    private long Unread
    {
        get
        {
            if (!Transport.Input.TryRead(out var result))
                return 0;
            Transport.Input.AdvanceTo(result.Buffer.Start);
            return result.Buffer.Length;
        }
    }

    /// <summary>Hangs up and waits for the session's end, which has to come without an exception.</summary>
    public async Task EndAsync()
    {
        _ = Session;
        await Client.HangUpAsync();
        await Session.WaitAsync(TimeSpan.FromSeconds(30));
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _drain.Dispose();
        CheckEnd();
    }

    /// <summary>Runs the session with what the harness has been given.</summary>
    protected abstract Task<SessionEnd> RunAsync(IDuplexPipe transport, ConnectionFacts facts, CancellationToken drain);

    /// <summary>Looks at what the session left behind.</summary>
    protected abstract void CheckEnd();

    private async Task<SessionEnd> ServeAsync()
    {
        var facts = new ConnectionFacts { RemoteEndPoint = new IPEndPoint(IPAddress.Parse("192.0.2.7"), 4242), IsTls = IsTls };
        try
        {
            await Task.Yield();
            return await RunAsync(_server, facts, _drain.Token);
        }
        finally
        {
            await _server.Output.CompleteAsync();
            await _server.Input.CompleteAsync();
        }
    }
}
