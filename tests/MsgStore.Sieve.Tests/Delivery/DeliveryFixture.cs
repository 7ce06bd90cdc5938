using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.Filtering;
using MsgStore.InMemory;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Pipeline;
using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Delivery;

namespace MsgStore.Sieve.Tests.Delivery;

/// <summary>A whole pipeline in memory with two users, whose scripts are set by the test.</summary>
internal sealed class DeliveryFixture : IDisposable
{
    public const string Message =
        "Received: from client by host\r\nFrom: Sender <sender@example.net>\r\nTo: alice@example.com\r\nSubject: hello\r\nMessage-ID: <m1@example.net>\r\n\r\nText\r\n";

    private readonly ServiceProvider _services;

    public DeliveryFixture(bool hasOutbound = true, Action<SieveDeliveryOptions>? configure = null, SieveLanguage? language = null, Action<IServiceCollection>? change = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<IScriptStore>(Scripts);
        Memory = new(Clock, Faults);
        services.AddSingleton<IFilterMemory>(Memory);
        Outbound = new(Faults);
        services.Configure<InMemoryAccountsOptions>(accounts =>
        {
            accounts.Users["alice@example.com"] = "x";
            accounts.Users["bob@example.com"] = "x";
        });
        services.AddSingleton<IRecipientDirectory, InMemoryAccounts>();
        if (language is not null)
            services.AddSingleton(new SieveCompiler(language: language));
        if (hasOutbound)
            services.AddSingleton<IOutboundAgent>(Outbound);
        change?.Invoke(services);
        services.AddMsgStore().UseInMemory().UseSieve(options =>
        {
            options.ServerName = "mx.example.com";
            configure?.Invoke(options);
        }).AddStage(DeliverySlot.Store, (_, inner) => Stage = new FailingStage(inner, Faults));
        _services = services.BuildServiceProvider();
        Agent = _services.GetRequiredService<IDeliveryAgent>();
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public MemoryScriptStore Scripts { get; } = new();

    public FaultPoint Faults { get; } = new();

    public RecordingOutbound Outbound { get; }

    public FailingStage Stage { get; private set; } = null!; // Made with the pipeline, in the constructor.

    public IDeliveryAgent Agent { get; }

    public IMessageStore Store => _services.GetRequiredService<IMessageStore>();

    public FaultyMemory Memory { get; }

    public static MailboxName Alice { get; } = MailboxName.Parse("alice@example.com");

    public static MailboxName Bob { get; } = MailboxName.Parse("bob@example.com");

    public string Script
    {
        set => Scripts.Active["alice@example.com"] = value;
    }

    public async Task<RecipientOutcome> DeliverAsync(string message = Message, string? from = "sender@example.net", string to = "alice@example.com") =>
        (await DeliverToAsync(message, from, to)).Outcomes[0];

    public Task<DeliveryReport> DeliverToAsync(string message, string? from, params string[] to) => DeliverTracedAsync("", message, from, to);

    /// <summary>Delivers with a trace that was added when the message came, as servers do: another one each time, which is not in the hash.</summary>
    public async Task<DeliveryReport> DeliverTracedAsync(string trace, string message, string? from, params string[] to)
    {
        var octets = Encoding.UTF8.GetBytes(message);
        return await Agent.DeliverAsync(MakeEnvelope(from, to) with { ContentSha256 = [.. SHA256.HashData(octets)] }, MessageContent.FromMemory(Encoding.UTF8.GetBytes(trace + message)));
    }

    public async Task<DeliveryReport> DeliverAsync(MessageContent content) => await Agent.DeliverAsync(MakeEnvelope("sender@example.net", ["alice@example.com"]), content);

    public ValueTask CreateFolderAsync(string name, SpecialUse? use = null) =>
        Store.GetCapability<IFoldersCapability>()!.CreateAsync(new MailboxPath(Alice, FolderName.Parse(name)), use);

    public async Task<IReadOnlyList<MessageInfo>> ListAsync(string folder = "INBOX", MailboxName? mailbox = null)
    {
        var path = new MailboxPath(mailbox ?? Alice, FolderName.Parse(folder));
        return (await Store.StatAsync(path)).Count == 0 ? [] : await Store.ListAsync(path);
    }

    public async Task<string> ReadAsync(string folder = "INBOX", int index = 0, MailboxName? mailbox = null)
    {
        var list = await ListAsync(folder, mailbox);
        await using var stream = await Store.RetrieveAsync(new MailboxPath(mailbox ?? Alice, FolderName.Parse(folder)), list[index].Key);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    public void Dispose() => _services.Dispose();

    private Envelope MakeEnvelope(string? from, string[] to) => new()
    {
        Id = EnvelopeId.New(Clock.GetUtcNow()),
        From = from is null ? null : EmailAddress.Parse(from),
        Recipients = [.. to.Select(address => new Recipient(EmailAddress.Parse(address)))],
        ReceivedAt = Clock.GetUtcNow(),
        IsRelayed = true,
        ClientIP = IPAddress.Loopback,
    };
}
