using System.IO.Pipelines;
using Microsoft.Extensions.Options;
using MsgStore.Accounts;
using MsgStore.Content;
using MsgStore.Pipeline;
using MsgStore.Protocols.Smtp;

namespace MsgStore.Protocols.Tests.Support;

/// <summary>A session with everything around it in memory, and a client.</summary>
internal sealed class SmtpHarness : SessionHarness
{
    public SmtpHarness()
    {
        Memory = new RetryMemory(Options.Create(new RetryMemoryOptions()), Time);
    }

    public FakeAgent Agent { get; } = new();

    public RetryMemory Memory { get; }

    public FakeDirectory Directory { get; } = new();

    public SmtpServerOptions Settings { get; } = new() { ServerName = "mx.here.example" };

    public override MailSessionOptions Limits => Settings;

    public IAuthProvider? Authentication { get; set; }

    public IRejectionNotifier? Notifier { get; set; }

    public bool HasOutbound { get; set; }

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

    public static async Task PlayOnceAsync(string dialogue, Action<SmtpHarness>? configure = null)
    {
        await using var harness = new SmtpHarness();
        configure?.Invoke(harness);
        await harness.PlayAsync(dialogue);
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

    protected override void CheckEnd()
    {
        Metrics?.Dispose();
    }

    protected override Task<SessionEnd> RunAsync(IDuplexPipe transport, ConnectionFacts facts, CancellationToken drain)
    {
        var services = new SmtpServerServices
        {
            Delivery = Agent,
            Recipients = Directory,
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
        return new SmtpServerSession(transport, facts, Settings, services).RunAsync(drain);
    }
}
