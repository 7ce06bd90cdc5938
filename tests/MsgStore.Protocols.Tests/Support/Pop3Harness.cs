using System.Net;
using MsgStore.Delivery;
using MsgStore.Protocols.Pop3;

namespace MsgStore.Protocols.Tests.Support;

/// <summary>A session with everything around it in memory, and a client.</summary>
internal sealed class Pop3Harness : IAsyncDisposable
{
    private readonly CancellationTokenSource _drain = new();
    private readonly DuplexPipe _server;
    private Task? _session;

    public Pop3Harness()
    {
        (_server, var client) = DuplexPipe.Create();
        Transport = client;
        Client = new LineClient(client);
    }

    public DuplexPipe Transport { get; }

    public LineClient Client { get; }

    public ManualTimeProvider Time { get; } = new();

    public FakeAccounts Accounts { get; } = new();

    public FakeMailbox Mailbox { get; init; } = new();

    public Pop3ServerOptions Settings { get; } = new() { ServerName = "pop.here.example", AllowPlaintextAuth = true };

    public List<IAdmissionPolicy> Policies { get; } = [];

    public bool IsTls { get; set; }

    public Func<System.Net.Security.SslServerAuthenticationOptions>? Tls { get; set; }

    public Task Session => _session ??= Start();

    public static async Task PlayAsync(string dialogue, Action<Pop3Harness>? configure = null)
    {
        await using var harness = new Pop3Harness();
        configure?.Invoke(harness);
        await harness.PlayAsync(dialogue);
    }

    public async Task PlayAsync(string dialogue)
    {
        _ = Session;
        await Client.PlayAsync(dialogue);
    }

    public async Task LogInAsync()
    {
        await PlayAsync("""
            S: +OK pop.here.example POP3 server ready
            C: USER alice
            S: +OK Send PASS
            """);
        await Client.SendAsync($"PASS {FakeAccounts.Password}\r\n");
        await PlayAsync("S: +OK Logged in");
    }

    public async Task PassTimeUntilTheEndAsync()
    {
        while (!Session.IsCompleted)
        {
            Time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }
    }

    public void Drain() => _drain.Cancel();

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
        Assert.Equal(0, Mailbox.OpenSessions);
        Assert.True(Accounts.Keys?.IsDisposed ?? true);
        foreach (var request in Accounts.Requests)
            Assert.Equal(new byte[request.Secret.Length], request.Secret.ToArray());
    }

    private async Task Start()
    {
        var services = new Pop3ServerServices
        {
            Authentication = Accounts,
            Stores = Mailbox,
            Policies = Policies,
            Tls = Tls,
            TimeProvider = Time,
        };
        var facts = new ConnectionFacts { RemoteEndPoint = new IPEndPoint(IPAddress.Parse("192.0.2.7"), 4242), IsTls = IsTls };
        try
        {
            await Task.Yield();
            await new Pop3ServerSession(_server, facts, Settings, services).RunAsync(_drain.Token);
        }
        finally
        {
            await _server.Output.CompleteAsync();
            await _server.Input.CompleteAsync();
        }
    }
}
