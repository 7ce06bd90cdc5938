using System.Net;
using System.Text;
using MsgStore.Delivery;
using MsgStore.Protocols.ManageSieve;

namespace MsgStore.Protocols.Tests.Support;

/// <summary>A session with everything around it in memory, and a client.</summary>
internal sealed class ManageSieveHarness : IAsyncDisposable
{
    public static readonly string Plain = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0alice\0{FakeAccounts.Password}"));

    private readonly CancellationTokenSource _drain = new();
    private readonly DuplexPipe _server;
    private Task? _session;

    public ManageSieveHarness()
    {
        (_server, var client) = DuplexPipe.Create();
        Transport = client;
        Client = new LineClient(client);
    }

    public DuplexPipe Transport { get; }

    public LineClient Client { get; }

    public ManualTimeProvider Time { get; } = new();

    public FakeAccounts Accounts { get; } = new();

    public FakeScripts Scripts { get; } = new();

    public ManageSieveServerOptions Settings { get; } = new() { AllowPlaintextAuth = true };

    public List<IAdmissionPolicy> Policies { get; } = [];

    public Func<System.Net.Security.SslServerAuthenticationOptions>? Tls { get; set; }

    public Task Session => _session ??= Start();

    public async Task PlayAsync(string dialogue)
    {
        _ = Session;
        await Client.PlayAsync(dialogue);
    }

    /// <summary>Plays from behind the greeting.</summary>
    public async Task GreetAsync()
    {
        _ = Session;
        for (var line = await Client.ReadLineAsync(); line?.StartsWith("OK", StringComparison.Ordinal) == false; line = await Client.ReadLineAsync())
            Assert.StartsWith("\"", line, StringComparison.Ordinal);
    }

    public async Task LogInAsync()
    {
        await GreetAsync();
        await PlayAsync($"""
            C: AUTHENTICATE "PLAIN" "{Plain}"
            S: OK "Logged in"
            """);
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
        await Session.WaitAsync(TimeSpan.FromSeconds(60));
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _drain.Dispose();
        Assert.True(Accounts.Keys?.IsDisposed ?? true);
        foreach (var request in Accounts.Requests)
            Assert.Equal(new byte[request.Secret.Length], request.Secret.ToArray());
    }

    private async Task Start()
    {
        var services = new ManageSieveServerServices
        {
            Authentication = Accounts,
            Scripts = Scripts,
            Checker = Scripts,
            Policies = Policies,
            Tls = Tls,
            TimeProvider = Time,
        };
        var facts = new ConnectionFacts { RemoteEndPoint = new IPEndPoint(IPAddress.Parse("192.0.2.7"), 4242) };
        try
        {
            await Task.Yield();
            await new ManageSieveServerSession(_server, facts, Settings, services).RunAsync(_drain.Token);
        }
        finally
        {
            await _server.Output.CompleteAsync();
            await _server.Input.CompleteAsync();
        }
    }
}
