using Microsoft.Extensions.DependencyInjection;
using MsgStore;
using MsgStore.Accounts;
using MsgStore.Accounts.Administration;
using MsgStore.Delivery;
using MsgStore.Encryption;
using MsgStore.Encryption.Keys;
using MsgStore.InMemory;
using MsgStore.Mailboxes;
using MsgStore.Mime;
using Xunit;

namespace Applications;

/// <summary>A mailbox that is sealed for its owner: the store has what nobody can read, and the password opens it.</summary>
public sealed class SealedMailboxTests : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("accounts-").FullName;
    private readonly ServiceProvider _services;

    public SealedMailboxTests()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddDomainAccounts(accounts => accounts.Root = _root);
        services.AddMsgStore().UseInMemory().UseEncryption();
        _services = services.BuildServiceProvider();
    }

    [Fact]
    public async Task Mail_is_read_with_the_password_and_with_nothing_else()
    {
        var accounts = _services.GetRequiredService<AccountStore>();
        await accounts.AddDomainAsync("example.com");
        var alice = await accounts.AddUserAsync("alice@example.com", "secret"u8.ToArray());
        await _services.GetRequiredService<KeyStore>().GenerateAsync(alice, "secret"u8.ToArray(), recoveryKeys: []);

        await _services.GetRequiredService<IDeliveryAgent>().DeliverAsync(
            Envelope.Create(EmailAddress.Parse("bob@example.org"), [EmailAddress.Parse("alice@example.com")]),
            MessageContent.FromText("Subject: hush\n\nNobody else reads this.\n"));

        var denied = Assert.IsType<AuthResult.Denied>(await LogInAsync("guess"u8.ToArray()));
        Assert.Equal(AuthDenial.InvalidCredentials, denied.Reason);
        using var user = Assert.IsType<AuthResult.Success>(await LogInAsync("secret"u8.ToArray())).User;
        var message = await ReadAsync(_services.GetRequiredService<IMessageStoreFactory>().For(user));
        Assert.Equal(("hush", "Nobody else reads this.\r\n"), (message.Subject, message.TextBody));

        // Without the login there is the box alone.
        Assert.Equal("", (await ReadAsync(_services.GetRequiredService<IMessageStore>())).Subject);
    }

    private ValueTask<AuthResult> LogInAsync(byte[] password) => _services.GetRequiredService<IAuthProvider>().AuthenticateAsync(new AuthRequest
    {
        Mechanism = "PLAIN",
        Username = "alice@example.com",
        Secret = password,
        Protocol = "web",
        UnlockKeys = true,
    });

    private static async Task<MimePart> ReadAsync(IMessageStore store)
    {
        await using var session = await store.OpenAsync(new MailboxPath(MailboxName.Parse("alice@example.com")), MailboxAccess.Shared);
        await using var stream = await session.RetrieveAsync(Assert.Single(session.Messages).Key);
        return await MimePart.ParseAsync(stream);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }
}
