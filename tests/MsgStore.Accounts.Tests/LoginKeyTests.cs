using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using MsgStore.Accounts.Administration;
using MsgStore.Accounts.Tests.Support;
using MsgStore.Encryption.Keys;
using MsgStore.Mailboxes;

namespace MsgStore.Accounts.Tests;

public sealed class LoginKeyTests : IDisposable
{
    private const string Address = "alice@example.com";
    private static readonly MailboxName Alice = MailboxName.Parse(Address);
    private readonly AccountsFixture _accounts = new(encrypts: true);

    public void Dispose() => _accounts.Dispose();

    [Fact]
    public async Task The_password_unlocks_the_keys_of_who_reads_mail()
    {
        await _accounts.AddUserAsync(Address);
        var key = await GenerateAsync("secret");
        var success = Assert.IsType<AuthResult.Success>(await _accounts.TryLogInAsync(Address, "secret"));
        using var user = success.User;
        Assert.Equal(key.Octets.ToArray(), user.Keys!.Current.Octets.ToArray());
    }

    [Fact]
    public async Task Accounts_and_keys_that_the_container_edits_are_those_that_it_serves()
    {
        using var accounts = new AccountsFixture(encrypts: true);
        await accounts.Services.GetRequiredService<AccountStore>().AddDomainAsync("example.com");
        Assert.Equal(Alice, await accounts.Services.GetRequiredService<AccountStore>().AddUserAsync(Address, "secret"u8.ToArray()));
        var key = await accounts.Services.GetRequiredService<KeyStore>().GenerateAsync(Alice, "secret"u8.ToArray(), []);
        using var user = Assert.IsType<AuthResult.Success>(await accounts.TryLogInAsync(Address, "secret")).User;
        Assert.Equal(key.KeyId, user.Keys!.Current.KeyId);
    }

    [Fact]
    public async Task Who_only_sends_mail_unlocks_nothing_first_and_from_the_cache()
    {
        await _accounts.AddUserAsync(Address);
        await GenerateAsync("secret");
        for (var i = 0; i < 2; i++)
            Assert.Null(Assert.IsType<AuthResult.Success>(await _accounts.TryLogInAsync(Address, "secret", unlockKeys: false)).User.Keys);
        // What was remembered of that is no login without keys for who reads.
        using var user = Assert.IsType<AuthResult.Success>(await _accounts.TryLogInAsync(Address, "secret")).User;
        Assert.NotNull(user.Keys);
    }

    [Fact]
    public async Task A_user_without_keys_logs_in_without_and_with_them_as_soon_as_he_has_them()
    {
        await _accounts.AddUserAsync(Address);
        for (var i = 0; i < 2; i++)
            Assert.Null(Assert.IsType<AuthResult.Success>(await _accounts.TryLogInAsync(Address, "secret")).User.Keys);
        await GenerateAsync("secret");
        using var user = Assert.IsType<AuthResult.Success>(await _accounts.TryLogInAsync(Address, "secret")).User;
        Assert.NotNull(user.Keys);
    }

    [Fact]
    public async Task A_public_key_alone_is_a_login_without_keys()
    {
        await _accounts.AddUserAsync(Address);
        await WriteAsync("keyring.pub", MailKeys.Generate(new byte[32]).Octets.ToArray());
        Assert.Null(Assert.IsType<AuthResult.Success>(await _accounts.TryLogInAsync(Address, "secret")).User.Keys);
    }

    [Fact]
    public async Task A_keyring_of_another_password_denies_the_login_and_counts_as_no_guess()
    {
        await _accounts.AddUserAsync(Address);
        await GenerateAsync("another");
        for (var i = 0; i < 12; i++)
            Assert.Equal("KeysNotOpened", await _accounts.LogInAsync(Address, "secret"));
        // Whom it is about, and what helps.
        Assert.All(_accounts.Logs.GetSnapshot().Where(line => line.Id == 6006), line =>
            Assert.Contains($"'msgstore key rewrap {Address}'", line.Message, StringComparison.Ordinal));
        Assert.Equal(12, _accounts.CountLogged(6006));
        Assert.IsType<AuthResult.Success>(await _accounts.TryLogInAsync(Address, "secret", unlockKeys: false));
    }

    [Theory]
    [InlineData(0, 6008)]
    [InlineData(71, 6008)]
    // Nothing tells a key file of the older form from noise of its length.
    [InlineData(104, 6006)]
    public async Task A_key_file_that_was_damaged_or_half_written_denies_the_login(int octets, int logged)
    {
        await _accounts.AddUserAsync(Address);
        await GenerateAsync("secret");
        await WriteAsync("keyring.key", RandomNumberGenerator.GetBytes(octets));
        Assert.Equal("KeysNotOpened", await _accounts.LogInAsync(Address, "secret"));
        Assert.Contains(Address, Assert.Single(_accounts.Logs.GetSnapshot(), line => line.Id == logged).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_file_that_cannot_be_read_now_is_no_denial()
    {
        await _accounts.AddUserAsync(Address);
        await GenerateAsync("secret");
        var path = Path.Combine(Folder, "keyring.key");
        File.Delete(path);
        Directory.CreateDirectory(path);
        Assert.IsType<AuthResult.Unavailable>(await _accounts.TryLogInAsync(Address, "secret"));
    }

    [Fact]
    public async Task A_keyring_that_asks_for_more_work_than_allowed_is_not_worked_for()
    {
        await _accounts.AddUserAsync(Address);
        await GenerateAsync("secret");
        var path = Path.Combine(Folder, "keyring.key");
        var keyring = await File.ReadAllTextAsync(path);
        Assert.Contains("\"memory\":65536", keyring, StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, keyring.Replace("\"memory\":65536", "\"memory\":4194304000", StringComparison.Ordinal));
        var before = _accounts.Passwords.Runs;
        Assert.IsNotType<AuthResult.Success>(await _accounts.TryLogInAsync(Address, "secret"));
        await File.WriteAllTextAsync(path, keyring.Replace("\"time\":3", "\"time\":1000000", StringComparison.Ordinal));
        Assert.IsType<AuthResult.Unavailable>(await _accounts.TryLogInAsync(Address, "secret"));
        Assert.Equal(2, _accounts.Passwords.Runs - before);
    }

    private string Folder => Path.Combine(_accounts.Root, "example.com", "users", "alice");

    private async Task<PublicKey> GenerateAsync(string password) =>
        await new KeyStore(_accounts.Root, _accounts.Passwords).GenerateAsync(Alice, System.Text.Encoding.UTF8.GetBytes(password), []);

    private async Task WriteAsync(string name, byte[] octets)
    {
        Directory.CreateDirectory(Folder);
        await File.WriteAllBytesAsync(Path.Combine(Folder, name), octets);
    }
}
