using System.Runtime.Versioning;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.Encryption;
using MsgStore.Encryption.Keys;
using MsgStore.InMemory;
using MsgStore.Mailboxes;
using MsgStore.Maildir;

[assembly: SupportedOSPlatform("linux")]

namespace MsgStore.MimeKit.Tests.Support;

/// <summary>A store of one user, as an application puts it together; with or without keys.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    private static readonly MailboxName Alice = MailboxName.Parse("alice@example.com");

    private readonly string _root = Directory.CreateTempSubdirectory("msgstore-mimekit-").FullName;
    private readonly ServiceProvider _services;
    private readonly User _user;

    public TestStore(string kind, bool isSealed)
    {
        var secret = new byte[MailKeys.PrivateOctets];
        var key = isSealed ? MailKeys.Generate(secret) : null;
        var services = new ServiceCollection().AddLogging();
        var builder = services.AddMsgStore();
        _ = kind == "memory" ? builder.UseInMemory() : builder.UseMaildir(maildir => maildir.Root = Path.Combine(_root, "mail"));
        if (isSealed)
        {
            services.AddSingleton<IKeyProvider>(new OneKey(key));
            builder.UseEncryption();
        }
        services.Configure<Content.ContentBufferOptions>(options => options.Directory = Path.Combine(_root, "spool"));
        _services = services.BuildServiceProvider();
        _user = new User("alice", Alice, isSealed ? MailKeys.FromPrivateKey(secret) : null);
    }

    public async Task DeliverAsync(MimeMessage message)
    {
        var envelope = message.ToSubmissionEnvelope();
        var report = await Agent.DeliverAsync(message, envelope with { Recipients = [ToAlice] });
        Assert.True(report.IsServed);
    }

    /// <summary>Stores octets as they are, past the pipeline.</summary>
    public async Task StoreAsync(byte[] octets)
    {
        var envelope = Messages.Composed("").ToSubmissionEnvelope();
        var report = await _services.GetRequiredService<IMessageBackend>().DeliverAsync(envelope with { Recipients = [ToAlice] }, MessageContent.FromMemory(octets));
        Assert.True(report.IsServed);
    }

    public ValueTask<IMailboxSession> OpenAsync() =>
        _services.GetRequiredService<IMessageStoreFactory>().For(_user).OpenAsync(new MailboxPath(Alice), MailboxAccess.Exclusive);

    public async ValueTask DisposeAsync()
    {
        _user.Dispose();
        await _services.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    private IDeliveryAgent Agent => _services.GetRequiredService<IDeliveryAgent>();

    private static Recipient ToAlice => new(EmailAddress.Parse("alice@example.com")) { Mailbox = Alice };

    private sealed class OneKey(PublicKey? key) : IKeyProvider
    {
        public ValueTask<PublicKey?> GetPublicKeyAsync(MailboxName mailbox, CancellationToken cancellationToken = default) => ValueTask.FromResult(key);
    }
}
