using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MsgStore.Accounts.Logins;
using MsgStore.Accounts.Tests.Support;
using MsgStore.Mailboxes;

namespace MsgStore.Accounts.Tests;

public sealed class RateLimitTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly CountingProvider _inner = new();
    private readonly RateLimitingAuthProvider _limited;

    public RateLimitTests() => _limited = new RateLimitingAuthProvider(
        _inner, Options.Create(new FailureLimitOptions { PerClientAndUser = 3, PerClient = 6, PerUser = 8, Window = TimeSpan.FromMinutes(15), Capacity = 64 }), _time,
        NullLogger<RateLimitingAuthProvider>.Instance);

    [Fact]
    public async Task A_client_with_a_user_is_refused_unheard_after_its_failures_until_the_window_ends()
    {
        Assert.Equal([null, null, null], await FailAsync("192.0.2.1", "alice", 3));
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal([TimeSpan.FromMinutes(10)], await FailAsync("192.0.2.1", "alice", 1));
        Assert.Equal([TimeSpan.FromMinutes(10)], await FailAsync("192.0.2.1", "ALICE", 1));
        Assert.Equal(3, _inner.Calls);
        Assert.Equal([null], await FailAsync("192.0.2.1", "bob", 1));
        Assert.Equal([null], await FailAsync("192.0.2.2", "alice", 1));
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal([null], await FailAsync("192.0.2.1", "alice", 1));
    }

    [Fact]
    public async Task A_right_password_is_refused_too_and_forgives_the_pair_otherwise()
    {
        await FailAsync("192.0.2.1", "alice", 2);
        Assert.IsType<AuthResult.Success>(await TryAsync("192.0.2.1", "alice", "right"));
        Assert.Equal([null, null, null], await FailAsync("192.0.2.1", "alice", 3));
        Assert.IsType<AuthResult.Denied>(await TryAsync("192.0.2.1", "alice", "right"));
    }

    [Fact]
    public async Task A_right_password_that_asks_for_another_user_is_a_failure()
    {
        await FailAsync("192.0.2.1", "alice", 2);
        var forAnother = Assert.IsType<AuthResult.Denied>(await _limited.AuthenticateAsync(RequestOf("192.0.2.1", "alice", "right", "bob@example.com")));
        Assert.Equal(AuthDenial.PolicyRefused, forAnother.Reason);
        Assert.Equal([TimeSpan.FromMinutes(15)], await FailAsync("192.0.2.1", "alice", 1));
        Assert.IsType<AuthResult.Success>(await _limited.AuthenticateAsync(RequestOf("192.0.2.2", "alice", "right", "ALICE@example.com")));
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8::1", "2001:db8::ffff:1", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    public async Task A_client_is_its_address_or_its_64_bits_prefix(string first, string second, bool isSame)
    {
        for (var user = 0; user < 6; user++)
            Assert.Equal([null], await FailAsync(first, $"user{user}", 1));
        Assert.Equal([isSame ? TimeSpan.FromMinutes(15) : null], await FailAsync(second, "other", 1));
    }

    [Fact]
    public async Task A_user_is_guarded_from_many_clients_but_not_locked_out_where_they_are_known()
    {
        Assert.IsType<AuthResult.Success>(await TryAsync("198.51.100.7", "alice", "right"));
        for (var client = 1; client <= 8; client++)
            Assert.Equal([null], await FailAsync($"192.0.2.{client}", "alice", 1));
        Assert.Equal([TimeSpan.FromMinutes(15)], await FailAsync("192.0.2.9", "alice", 1));
        Assert.IsType<AuthResult.Success>(await TryAsync("198.51.100.7", "alice", "right"));
        Assert.Equal([null], await FailAsync("192.0.2.9", "bob", 1));
    }

    [Fact]
    public async Task A_local_pipe_has_no_limit_of_its_own_and_the_users_one_holds()
    {
        for (var user = 0; user < 20; user++)
            Assert.Equal([null], await FailAsync(null, $"user{user}", 1));
        Assert.Equal([null, null, TimeSpan.FromMinutes(15)], await FailAsync(null, "user0", 3));
    }

    [Fact]
    public async Task Trouble_with_the_accounts_is_no_failure()
    {
        for (var i = 0; i < 20; i++)
            Assert.IsType<AuthResult.Unavailable>(await TryAsync("192.0.2.1", "alice", "trouble"));
    }

    [Fact]
    public async Task Attempts_side_by_side_do_not_pass_the_limit_together()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () => await TryAsync("192.0.2.1", "alice", "wrong"))));
        Assert.Equal(3, _inner.Calls);
        Assert.Equal(47, results.Count(result => result is AuthResult.Denied { Reason: AuthDenial.RateLimited, RetryAfter: not null }));
    }

    [Fact]
    public async Task Attempts_side_by_side_with_many_names_do_not_pass_the_clients_limit_together() =>
        Assert.Equal((30, 30), await TryTogetherAsync(i => RequestOf("192.0.2.1", $"user{i}", "wrong")));

    [Fact]
    public async Task Attempts_side_by_side_from_many_clients_do_not_pass_the_users_limit_together() =>
        Assert.Equal((100, 100), await TryTogetherAsync(i => RequestOf($"192.0.2.{i}", "alice", "wrong")));

    [Fact]
    public async Task Right_logins_side_by_side_are_taken_for_no_failures()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(async () => await TryAsync("192.0.2.1", $"user{i}", "right"))));
        Assert.All(results, result => Assert.IsType<AuthResult.Success>(result));
        Assert.Equal([null, null, null], await FailAsync("192.0.2.1", "other1", 3));
        Assert.Equal([null, null, null], await FailAsync("192.0.2.1", "other2", 3));
    }

    [Fact]
    public async Task A_stranger_behind_the_same_address_does_not_lock_out_who_has_logged_in_there_before()
    {
        Assert.IsType<AuthResult.Success>(await TryAsync("192.0.2.1", "alice", "right"));
        _time.Advance(TimeSpan.FromDays(29));
        for (var user = 0; user < 6; user++)
            Assert.Equal([null], await FailAsync("192.0.2.1", $"user{user}", 1));
        Assert.Equal([TimeSpan.FromMinutes(15)], await FailAsync("192.0.2.1", "bob", 1));
        Assert.IsType<AuthResult.Success>(await TryAsync("192.0.2.1", "alice", "right"));
        // What a trusted name may fail with there is what any may: the pair's own limit.
        Assert.Equal([null, null, null, TimeSpan.FromMinutes(15)], await FailAsync("192.0.2.1", "alice", 4));
    }

    [Fact]
    public async Task A_trusted_user_who_logs_in_again_and_again_forgives_a_stranger_behind_the_same_address_no_more_than_the_clients_limit()
    {
        var heard = 0;
        for (var round = 0; round < 10; round++)
        {
            await TryAsync("192.0.2.1", "alice", "right");
            heard += (await FailAsync("192.0.2.1", "alice", 2)).Count(refused => refused is null);
        }
        Assert.Equal(6, heard);
        _time.Advance(TimeSpan.FromMinutes(15));
        Assert.IsType<AuthResult.Success>(await TryAsync("192.0.2.1", "alice", "right"));
    }

    [Fact]
    public async Task Trust_that_was_not_used_for_its_days_is_gone()
    {
        Assert.IsType<AuthResult.Success>(await TryAsync("192.0.2.1", "alice", "right"));
        _time.Advance(TimeSpan.FromDays(30));
        for (var user = 0; user < 6; user++)
            await FailAsync("192.0.2.1", $"user{user}", 1);
        Assert.IsType<AuthResult.Denied>(await TryAsync("192.0.2.1", "alice", "right"));
    }

    [Fact]
    public async Task Logins_of_a_client_beyond_those_that_may_wait_are_put_off_and_count_as_nothing()
    {
        var inner = new HeldProvider();
        var limited = new RateLimitingAuthProvider(
            inner, Options.Create(new FailureLimitOptions { PerClient = 6, MaxWaitingPerClient = 10 }), _time, NullLogger<RateLimitingAuthProvider>.Instance);
        var attempts = Enumerable.Range(0, 20).Select(i => limited.AuthenticateAsync(RequestOf("192.0.2.1", $"user{i}", "right")).AsTask()).ToList();
        Assert.Equal(4, attempts.Count(attempt => attempt is { IsCompleted: true }));
        Assert.All(attempts.TakeLast(4), attempt => Assert.IsType<AuthResult.Unavailable>(attempt.Result));
        var stranger = limited.AuthenticateAsync(RequestOf("192.0.2.2", "stranger", "right")).AsTask();
        inner.Hold.SetResult();
        Assert.Equal(17, (await Task.WhenAll([.. attempts, stranger])).Count(result => result is AuthResult.Success));
    }

    [Fact]
    public async Task An_attempt_that_is_given_up_while_it_waits_takes_no_turn()
    {
        var inner = new HeldProvider();
        var limited = new RateLimitingAuthProvider(inner, Options.Create(new FailureLimitOptions()), _time, NullLogger<RateLimitingAuthProvider>.Instance);
        using var giveUp = new CancellationTokenSource();
        var first = limited.AuthenticateAsync(RequestOf("192.0.2.1", "alice", "right")).AsTask();
        var second = limited.AuthenticateAsync(RequestOf("192.0.2.1", "alice", "right"), giveUp.Token).AsTask();
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        inner.Hold.SetResult();
        Assert.IsType<AuthResult.Success>(await first);
        Assert.IsType<AuthResult.Success>(await limited.AuthenticateAsync(RequestOf("192.0.2.1", "alice", "right")));
    }

    [Fact]
    public void Memory_is_bounded_and_the_oldest_window_goes_first()
    {
        var table = new FailureTable<int>(1, TimeSpan.FromMinutes(1), 100, _time);
        for (var key = 0; key < 10_000; key++)
        {
            table.Add(key);
            _time.Advance(TimeSpan.FromTicks(1));
        }
        Assert.InRange(table.Count, 1, 100);
        Assert.Equal(TimeSpan.Zero, table.Refused(0));
        Assert.True(table.Refused(9_999) > TimeSpan.Zero);
        _time.Advance(TimeSpan.FromMinutes(1));
        table.Add(1);
        Assert.Equal(1, table.Count);
    }

    [Fact]
    public async Task Subaddresses_of_a_user_share_his_failures()
    {
        using var accounts = new AccountsFixture(options => options.FailureLimits.PerClientAndUser = 2);
        await accounts.AddUserAsync("alice@example.com");
        Assert.Equal("InvalidCredentials", await accounts.LogInAsync("alice+1@example.com", "wrong"));
        Assert.Equal("InvalidCredentials", await accounts.LogInAsync("Alice+2@example.com", "wrong"));
        Assert.Equal("RateLimited", await accounts.LogInAsync("alice@example.com", "wrong"));
    }

    [Fact]
    public async Task Known_and_unknown_users_get_the_same_answers_for_the_same_work()
    {
        using var accounts = new AccountsFixture();
        await accounts.AddUserAsync("alice@example.com");
        var seen = new List<string>();
        foreach (var user in new[] { "alice@example.com", "nobody@example.com" })
        {
            var before = accounts.Passwords.Runs;
            var answers = new List<string>();
            for (var i = 0; i < 8; i++)
                answers.Add(await accounts.LogInAsync(user, "wrong", user[0] == 'a' ? "192.0.2.1" : "192.0.2.2"));
            seen.Add($"{string.Join(' ', answers)} {accounts.Passwords.Runs - before}");
        }
        Assert.Equal(seen[0], seen[1]);
        Assert.EndsWith(" 5", seen[0], StringComparison.Ordinal);
    }

    /// <summary>Makes 120 attempts of which none comes to its end before all have begun.</summary>
    /// <returns>How many were heard side by side, and how many in all.</returns>
    private async Task<(int Together, int InAll)> TryTogetherAsync(Func<int, AuthRequest> request)
    {
        var inner = new HeldProvider();
        var limited = new RateLimitingAuthProvider(inner, Options.Create(new FailureLimitOptions()), _time, NullLogger<RateLimitingAuthProvider>.Instance);
        var attempts = Enumerable.Range(0, 120).Select(i => limited.AuthenticateAsync(request(i)).AsTask()).ToList();
        var together = inner.Calls;
        inner.Hold.SetResult();
        Assert.All(await Task.WhenAll(attempts), result => Assert.IsType<AuthResult.Denied>(result));
        return (together, inner.Calls);
    }

    private async Task<List<TimeSpan?>> FailAsync(string? ip, string user, int times)
    {
        var waits = new List<TimeSpan?>();
        for (var i = 0; i < times; i++)
            waits.Add(Assert.IsType<AuthResult.Denied>(await TryAsync(ip, user, "wrong")).RetryAfter);
        return waits;
    }

    private ValueTask<AuthResult> TryAsync(string? ip, string user, string password) => _limited.AuthenticateAsync(RequestOf(ip, user, password));

    private static AuthRequest RequestOf(string? ip, string user, string password, string? actingAs = null) => new()
    {
        Mechanism = "PLAIN",
        Username = user,
        AuthorizationIdentity = actingAs,
        Secret = System.Text.Encoding.UTF8.GetBytes(password),
        Protocol = "smtp",
        ClientIP = ip is null ? null : IPAddress.Parse(ip),
    };

    /// <summary>Checks passwords when it is let.</summary>
    private sealed class HeldProvider : IAuthProvider
    {
        private int _calls;

        public TaskCompletionSource Hold { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Calls => Volatile.Read(ref _calls);

        public async ValueTask<AuthResult> AuthenticateAsync(AuthRequest request, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _calls);
            await Hold.Task;
            return request.Secret.Span[0] == (byte)'r'
                ? new AuthResult.Success(new User("alice@example.com", MailboxName.Parse("alice@example.com")))
                : new AuthResult.Denied(AuthDenial.InvalidCredentials);
        }
    }

    private sealed class CountingProvider : IAuthProvider
    {
        private int _calls;

        public int Calls => _calls;

        public async ValueTask<AuthResult> AuthenticateAsync(AuthRequest request, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _calls);
            await Task.Yield();
            var name = MailboxName.Parse("alice@example.com");
            return request.Secret.Span[0] switch
            {
                (byte)'r' => new AuthResult.Success(new User("alice@example.com", name)),
                (byte)'t' => new AuthResult.Unavailable(),
                _ => new AuthResult.Denied(AuthDenial.InvalidCredentials),
            };
        }
    }
}
