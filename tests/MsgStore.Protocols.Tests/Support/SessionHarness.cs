using System.IO.Pipelines;
using System.Net;
using MsgStore.Delivery;

namespace MsgStore.Protocols.Tests.Support;

/// <summary>A server session over pipes in memory, time that tests move, and a client.</summary>
internal abstract class SessionHarness : IAsyncDisposable
{
    private readonly CancellationTokenSource _drain = new();
    private readonly DuplexPipe _server;
    private Task? _session;

    protected SessionHarness()
    {
        (_server, var client) = DuplexPipe.Create();
        Transport = client;
        Client = new LineClient(client);
    }

    public DuplexPipe Transport { get; }

    public LineClient Client { get; }

    public ManualTimeProvider Time { get; } = new();

    public List<IAdmissionPolicy> Policies { get; } = [];

    public bool IsTls { get; set; }

    public Func<System.Net.Security.SslServerAuthenticationOptions>? Tls { get; set; }

    /// <summary>The session, which begins when it is first asked for.</summary>
    public Task Session => _session ??= ServeAsync();

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
    protected abstract Task RunAsync(IDuplexPipe transport, ConnectionFacts facts, CancellationToken drain);

    /// <summary>Looks at what the session left behind.</summary>
    protected abstract void CheckEnd();

    private async Task ServeAsync()
    {
        var facts = new ConnectionFacts { RemoteEndPoint = new IPEndPoint(IPAddress.Parse("192.0.2.7"), 4242), IsTls = IsTls };
        try
        {
            await Task.Yield();
            await RunAsync(_server, facts, _drain.Token);
        }
        finally
        {
            await _server.Output.CompleteAsync();
            await _server.Input.CompleteAsync();
        }
    }
}
