using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.InMemory;
using MsgStore.Mailboxes;

namespace MsgStore.Tests.Pipeline;

/// <summary>A whole pipeline over the in-memory store with a few accounts.</summary>
internal sealed class PipelineFixture : IDisposable
{
    private readonly ServiceProvider _provider;

    public PipelineFixture(Action<MsgStoreBuilder>? configure = null, IOutboundAgent? outbound = null, IRecipientDirectory? directory = null)
    {
        var services = new ServiceCollection().AddLogging().AddMetrics().AddSingleton<TimeProvider>(Time);
        services.AddInMemoryAccounts(accounts =>
        {
            accounts.Users["alice@example.com"] = "a";
            accounts.Users["bob@example.com"] = "b";
            accounts.Aliases["team@example.com"] = [EmailAddress.Parse("alice@example.com"), EmailAddress.Parse("bob@example.com")];
            accounts.Aliases["loop@example.com"] = [EmailAddress.Parse("pool@example.com")];
            accounts.Aliases["pool@example.com"] = [EmailAddress.Parse("loop@example.com")];
            accounts.Aliases["mixed@example.com"] = [EmailAddress.Parse("alice@example.com"), EmailAddress.Parse("nobody@example.com")];
            accounts.Aliases["away@example.com"] = [EmailAddress.Parse("away@example.net")];
        });
        if (directory is not null)
            services.AddSingleton(directory);
        if (outbound is not null)
            services.AddSingleton(outbound);
        var builder = services.AddMsgStore().UseInMemory();
        configure?.Invoke(builder);
        _provider = services.BuildServiceProvider(validateScopes: true);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public IServiceProvider Services => _provider;

    public IMessageStore Store => _provider.GetRequiredService<IMessageStore>();

    public Envelope Envelope(params string[] recipients) => new()
    {
        Id = EnvelopeId.New(Time.GetUtcNow()),
        From = EmailAddress.Parse("sender@example.org"),
        Recipients = [.. recipients.Select(recipient => new Recipient(EmailAddress.Parse(recipient)))],
        ReceivedAt = Time.GetUtcNow(),
        ContentSha256 = [1, 2, 3],
    };

    public Task<DeliveryReport> DeliverAsync(params string[] recipients) => DeliverAsync(Envelope(recipients));

    public async Task<DeliveryReport> DeliverAsync(Envelope envelope) =>
        await _provider.GetRequiredService<IDeliveryAgent>().DeliverAsync(
            envelope, MessageContent.FromMemory("Subject: x\r\n\r\nbody\r\n"u8.ToArray()));

    public async Task<int> CountAsync(string mailbox, string folder = "INBOX") =>
        (await Store.StatAsync(new MailboxPath(MailboxName.Parse(mailbox), FolderName.Parse(folder)))).Count;

    public void Dispose() => _provider.Dispose();
}
