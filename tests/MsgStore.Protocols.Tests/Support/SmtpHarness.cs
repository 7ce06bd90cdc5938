using System.Net;
using Microsoft.Extensions.Options;
using MsgStore.Accounts;
using MsgStore.Content;
using MsgStore.Delivery;
using MsgStore.Pipeline;
using MsgStore.Protocols.Smtp;

namespace MsgStore.Protocols.Tests.Support;

/// <summary>A session with everything around it in memory, and a client.</summary>
internal sealed class SmtpHarness : IAsyncDisposable
{
    private readonly CancellationTokenSource _drain = new();
    private readonly DuplexPipe _server;
    private Task? _session;

    public SmtpHarness()
    {
        (_server, var client) = DuplexPipe.Create();
        Transport = client;
        Client = new LineClient(client);
        Memory = new RetryMemory(Options.Create(new RetryMemoryOptions()), Time);
    }

    public DuplexPipe Transport { get; }

    public LineClient Client { get; }

    public ManualTimeProvider Time { get; } = new();

    public FakeAgent Agent { get; } = new();

    public RetryMemory Memory { get; }

    public SmtpServerOptions Settings { get; } = new() { ServerName = "mx.here.example" };

    public List<IAdmissionPolicy> Policies { get; } = [];

    public IAuthProvider? Authentication { get; set; }

    public IRejectionNotifier? Notifier { get; set; }

    public bool HasOutbound { get; set; }

    public bool IsTls { get; set; }

    public Func<System.Net.Security.SslServerAuthenticationOptions>? Tls { get; set; }

    public SmtpMetrics? Metrics { get; set; }

    /// <summary>The message delivered last, without the Received field of this hop.</summary>
    public string LastMessage
    {
        get
        {
            // The date is what the field ends in.
            var text = Octets.Text(Agent.Delivered[^1].Content);
            var end = text.IndexOf("+0000\r\n", StringComparison.Ordinal);
            return text[(end + 7)..];
        }
    }

    /// <summary>Whether the server has sent something that the client has not read.</summary>
    public bool HasAnswered
    {
        get
        {
            if (!Transport.Input.TryRead(out var result))
                return false;
            Transport.Input.AdvanceTo(result.Buffer.Start);
            return !result.Buffer.IsEmpty;
        }
    }

    public Task Session => _session ??= Start();

    public static async Task PlayAsync(string dialogue, Action<SmtpHarness>? configure = null)
    {
        await using var harness = new SmtpHarness();
        configure?.Invoke(harness);
        await harness.PlayAsync(dialogue);
    }

    public async Task PlayAsync(string dialogue)
    {
        _ = Session;
        await Client.PlayAsync(dialogue);
    }

    /// <summary>Begins the session and a transaction to alice.</summary>
    public Task PlayUntilDataAsync(string recipient = "alice@here.example") => PlayAsync($"""
        S: 220 mx.here.example ESMTP
        C: HELO client.example
        S: 250 mx.here.example
        C: MAIL FROM:<sender@there.example>
        S: 250 2.1.0 Sender OK
        C: RCPT TO:<{recipient}>
        S: 250 2.1.5 Recipient OK
        C: DATA
        S: 354 *
        """);

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
        Metrics?.Dispose();
    }

    private async Task Start()
    {
        var services = new SmtpServerServices
        {
            Delivery = Agent,
            Recipients = new FakeDirectory(),
            Contents = new ContentBufferFactory(Options.Create(new ContentBufferOptions())),
            Outbound = HasOutbound ? Agent : null,
            RejectionNotifier = Notifier,
            RetryMemory = Memory,
            Authentication = Authentication,
            Policies = Policies,
            Tls = Tls,
            TimeProvider = Time,
            Metrics = Metrics,
        };
        var facts = new ConnectionFacts { RemoteEndPoint = new IPEndPoint(IPAddress.Parse("192.0.2.7"), 4242), IsTls = IsTls };
        try
        {
            await Task.Yield();
            await new SmtpServerSession(_server, facts, Settings, services).RunAsync(_drain.Token);
        }
        finally
        {
            await _server.Output.CompleteAsync();
            await _server.Input.CompleteAsync();
        }
    }
}
