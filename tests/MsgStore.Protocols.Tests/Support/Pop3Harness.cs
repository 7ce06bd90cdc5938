using System.IO.Pipelines;
using MsgStore.Protocols.Pop3;

namespace MsgStore.Protocols.Tests.Support;

/// <summary>A session with everything around it in memory, and a client.</summary>
internal sealed class Pop3Harness : SessionHarness
{
    public FakeAccounts Accounts { get; } = new();

    public FakeMailbox Mailbox { get; init; } = new();

    public Pop3ServerOptions Settings { get; } = new() { ServerName = "pop.here.example", AllowPlaintextAuth = true };

    public override MailSessionOptions Limits => Settings;

    public static async Task PlayOnceAsync(string dialogue, Action<Pop3Harness>? configure = null)
    {
        await using var harness = new Pop3Harness();
        configure?.Invoke(harness);
        await harness.PlayAsync(dialogue);
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

    protected override void CheckEnd()
    {
        Assert.Equal(0, Mailbox.OpenSessions);
        Assert.True(Accounts.Keys?.IsDisposed ?? true);
        foreach (var request in Accounts.Requests)
            Assert.Equal(new byte[request.Secret.Length], request.Secret.ToArray());
    }

    protected override Task<SessionEnd> RunAsync(IDuplexPipe transport, ConnectionFacts facts, CancellationToken drain)
    {
        var services = new Pop3ServerServices
        {
            Authentication = Accounts,
            Stores = Mailbox,
            Policies = Policies,
            Tls = Tls,
            TimeProvider = Time,
            Logger = Log,
        };
        return new Pop3ServerSession(transport, facts, Settings, services).RunAsync(drain);
    }
}
