using System.IO.Pipelines;
using System.Text;
using MsgStore.Protocols.ManageSieve;

namespace MsgStore.Protocols.Tests.Support;

/// <summary>A session with everything around it in memory, and a client.</summary>
internal sealed class ManageSieveHarness : SessionHarness
{
    public static readonly string Plain = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0alice\0{FakeAccounts.Password}"));

    public FakeAccounts Accounts { get; } = new();

    public FakeScripts Scripts { get; } = new();

    public ManageSieveServerOptions Settings { get; } = new() { AllowPlaintextAuth = true };

    public override MailSessionOptions Limits => Settings;

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

    protected override void CheckEnd()
    {
        Assert.True(Accounts.Keys?.IsDisposed ?? true);
        foreach (var request in Accounts.Requests)
            Assert.Equal(new byte[request.Secret.Length], request.Secret.ToArray());
    }

    protected override Task<SessionEnd> RunAsync(IDuplexPipe transport, ConnectionFacts facts, CancellationToken drain)
    {
        var services = new ManageSieveServerServices
        {
            Authentication = Accounts,
            Scripts = Scripts,
            Checker = Scripts,
            Policies = Policies,
            Tls = Tls,
            TimeProvider = Time,
            Logger = Log,
        };
        return new ManageSieveServerSession(transport, facts, Settings, services).RunAsync(drain);
    }
}
