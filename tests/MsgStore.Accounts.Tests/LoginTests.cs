using Microsoft.Extensions.Logging.Testing;
using MsgStore.Accounts.Logins;
using MsgStore.Accounts.Tests.Support;
using MsgStore.Mailboxes;

namespace MsgStore.Accounts.Tests;

public sealed class LoginTests : IDisposable
{
    private const string Golden = "$argon2id$v=19$m=65536,t=3,p=4$oKGio6SlpqeoqaqrrK2ur7CxsrO0tba3uLm6u7y9vr8$NH/OQpyDXEJ3CuQqluq86bi/RNcYKHKTztO5c4KNvHs";
    private readonly AccountsFixture _accounts = new(options => options.DefaultDomain = "example.com");

    public void Dispose() => _accounts.Dispose();

    [Theory]
    [InlineData("alice@example.com", "testpass", "alice@example.com reads alice@example.com")]
    [InlineData("ALICE@Example.COM", "testpass", "alice@example.com reads alice@example.com")]
    [InlineData("alice", "testpass", "alice@example.com reads alice@example.com")]
    [InlineData("alice+lists@example.com", "testpass", "alice@example.com reads alice@example.com +lists")]
    [InlineData("bob@example.com", "testpass", "bob@example.com reads shared@example.com")]
    [InlineData("alice@example.com", "wrong", "InvalidCredentials")]
    [InlineData("alice@example.com", "", "InvalidCredentials")]
    [InlineData("off@example.com", "testpass", "InvalidCredentials")]
    [InlineData("off@example.com", "!", "InvalidCredentials")]
    [InlineData("nobody@example.com", "testpass", "InvalidCredentials")]
    [InlineData("forward@example.com", "testpass", "InvalidCredentials")]
    [InlineData("alice@example.net", "testpass", "InvalidCredentials")]
    [InlineData("../alice@example.com", "testpass", "InvalidCredentials")]
    [InlineData("", "testpass", "InvalidCredentials")]
    [InlineData("@", "testpass", "InvalidCredentials")]
    public async Task Passwords_are_checked_and_every_check_that_fails_takes_one_run_of_work(string user, string password, string expected)
    {
        _accounts.Write("example.com/config.json", """{ "forwards": { "forward": "x@example.net" } }""");
        _accounts.Write("example.com/passwd", $"alice:{Golden}\nbob:{Golden}:shared\noff:!\n");
        Assert.Equal(expected, await _accounts.LogInAsync(user, password));
        Assert.Equal(1, _accounts.Passwords.Runs);
    }

    [Fact]
    public async Task The_spellings_of_a_name_are_refused_equally_soon_whether_anybody_has_it_or_not()
    {
        await _accounts.AddUserAsync("alice@example.com");
        Assert.Equal(await GuessAsync("alice", "192.0.2.1"), await GuessAsync("nobody", "192.0.2.2"));

        async Task<string> GuessAsync(string name, string client)
        {
            var answers = new List<string>();
            foreach (var spelling in (string[])[$"{name}+1@example.com", $"{name.ToUpperInvariant()}+2@Example.COM", name, $"{name}+3", $"{name}@example.com", $"{name}+4@example.com", $"{name}+5"])
                answers.Add(await _accounts.LogInAsync(spelling, "wrong", client));
            Assert.Equal("RateLimited", answers[^1]);
            return string.Join(' ', answers);
        }
    }

    [Fact]
    public async Task Bare_names_need_a_default_domain()
    {
        using var accounts = new AccountsFixture();
        await accounts.AddUserAsync("alice@example.com");
        Assert.Equal("InvalidCredentials", await accounts.LogInAsync("alice", "secret"));
        Assert.Equal("alice@example.com reads alice@example.com", await accounts.LogInAsync("alice@example.com", "secret"));
    }

    [Fact]
    public async Task Fifty_clients_that_poll_each_second_for_six_minutes_pay_two_runs_a_user()
    {
        for (var user = 0; user < 5; user++)
            await _accounts.AddUserAsync($"user{user}@example.com", $"secret{user}");
        var before = _accounts.Passwords.Runs;
        for (var second = 0; second < 360; second++)
        {
            if (second == 60)
                Assert.Equal(5, _accounts.Passwords.Runs - before);
            var logins = Enumerable.Range(0, 50).Select(client => _accounts.LogInAsync($"user{client % 5}@example.com", $"secret{client % 5}", $"192.0.2.{client % 25}"));
            Assert.All(await Task.WhenAll(logins), text => Assert.StartsWith("user", text, StringComparison.Ordinal));
            _accounts.NextSecond();
        }
        Assert.Equal(10, _accounts.Passwords.Runs - before);
    }

    [Fact]
    public async Task A_changed_password_counts_at_once_and_a_removed_user_is_out()
    {
        await _accounts.AddUserAsync("alice@example.com", "old");
        Assert.StartsWith("alice@", await _accounts.LogInAsync("alice@example.com", "old"), StringComparison.Ordinal);
        await _accounts.Store.SetPasswordAsync("alice@example.com", "new"u8.ToArray());
        _accounts.NextSecond();
        Assert.Equal("InvalidCredentials", await _accounts.LogInAsync("alice@example.com", "old"));
        Assert.StartsWith("alice@", await _accounts.LogInAsync("alice@example.com", "new"), StringComparison.Ordinal);
        await _accounts.Store.RemoveUserAsync("alice@example.com");
        _accounts.NextSecond();
        Assert.Equal("InvalidCredentials", await _accounts.LogInAsync("alice@example.com", "new"));
    }

    [Fact]
    public async Task The_cache_can_be_switched_off_and_never_answers_where_a_key_is_to_be_unlocked()
    {
        using var uncached = new AccountsFixture(options => options.LoginCacheTime = TimeSpan.Zero);
        await uncached.AddUserAsync("alice@example.com");
        using var keyed = new AccountsFixture(keys: new OneKey());
        await keyed.AddUserAsync("alice@example.com");
        foreach (var (accounts, unlockKeys, runs) in new[] { (uncached, false, 3), (keyed, true, 3), (keyed, false, 1) })
        {
            var before = accounts.Passwords.Runs;
            for (var i = 0; i < 3; i++)
                Assert.IsType<AuthResult.Success>(await accounts.TryLogInAsync("alice@example.com", "secret", unlockKeys: unlockKeys));
            Assert.Equal(runs, accounts.Passwords.Runs - before);
        }
    }

    [Fact]
    public void The_cache_forgets_the_oldest_and_the_aged()
    {
        using var cache = new LoginCache(TimeSpan.FromMinutes(5), 3, _accounts.Time, new FakeLogger(_accounts.Logs));
        var keys = Enumerable.Range(0, 4).Select(i => cache.KeyOf(LoginOf("alice", "hash"), [(byte)i])).ToArray();
        foreach (var key in keys)
            cache.Add(key);
        Assert.Equal([false, true, true, true], keys.Select(cache.Contains));
        Assert.Equal(3, cache.Count);
        _accounts.Time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        Assert.True(cache.Contains(keys[3]));
        _accounts.Time.Advance(TimeSpan.FromTicks(1));
        Assert.False(cache.Contains(keys[3]));
        cache.Add(keys[0]);
        Assert.Equal(1, cache.Count);
    }

    [Fact]
    public void An_entry_of_the_cache_stands_for_one_user_one_hash_and_one_password()
    {
        using var cache = new LoginCache(TimeSpan.FromMinutes(5), 3, _accounts.Time, new FakeLogger(_accounts.Logs));
        using var other = new LoginCache(TimeSpan.FromMinutes(5), 3, _accounts.Time, new FakeLogger(_accounts.Logs));
        var key = cache.KeyOf(LoginOf("alice", "hash"), "secret"u8);
        Assert.Equal(key, cache.KeyOf(LoginOf("alice", "hash"), "secret"u8));
        Assert.NotEqual(key, cache.KeyOf(LoginOf("bob", "hash"), "secret"u8));
        Assert.NotEqual(key, cache.KeyOf(LoginOf("alice", "hash2"), "secret"u8));
        Assert.NotEqual(key, cache.KeyOf(LoginOf("alice", "hash"), "secret2"u8));
        Assert.NotEqual(key, other.KeyOf(LoginOf("alice", "hash"), "secret"u8));
    }

    [Fact]
    public async Task No_log_line_and_no_text_form_holds_a_password_a_hash_or_an_address()
    {
        await _accounts.AddUserAsync("alice@example.com", "pa55word");
        for (var i = 0; i < 8; i++)
            await _accounts.LogInAsync("alice@example.com", "wr0ng");
        Assert.NotEqual(0, _accounts.Logs.Count);
        Assert.DoesNotContain(_accounts.Logs.GetSnapshot(), line => line.Message.Contains("alice", StringComparison.Ordinal) || line.Message.Contains("wr0ng", StringComparison.Ordinal));
        Assert.DoesNotContain("hash", LoginOf("alice", "hash").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hash", new Domains.PasswdEntry("alice", "hash", "alice").ToString(), StringComparison.Ordinal);
    }

    private static Login LoginOf(string user, string hash)
    {
        var name = MailboxName.Parse($"{user}@example.com");
        return new Login(name, name, null, hash);
    }

    private sealed class OneKey : IKeyProvider
    {
        public ValueTask<PublicKey?> GetPublicKeyAsync(MailboxName mailbox, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<PublicKey?>(new PublicKey(new byte[32], "00"));
    }
}
