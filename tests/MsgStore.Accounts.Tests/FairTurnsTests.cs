using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MsgStore.Accounts.Logins;

namespace MsgStore.Accounts.Tests;

/// <summary>Whose password is looked at next. The work is done when the test says so, so that only the order counts.</summary>
public sealed class FairTurnsTests
{
    private readonly Work _work = new();
    private FairTurns? _turns;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public async Task A_strangers_login_is_the_next_one_beside_clients_that_queue_hundreds(int places)
    {
        var logins = Create(places);
        for (var i = 0; i < 100; i++)
            foreach (var client in new[] { "192.0.2.1", "192.0.2.2", "192.0.2.3" })
                _ = logins.AuthenticateAsync(RequestOf(client)).AsTask();
        // However long the flood has been going on.
        for (var i = 0; i < 20; i++)
            await FinishOldestAsync();
        _ = logins.AuthenticateAsync(RequestOf("198.51.100.7")).AsTask();
        Assert.DoesNotContain("198.51.100.7", _work.Begun);
        await FinishOldestAsync();
        Assert.Equal("198.51.100.7", _work.Begun[^1]);
    }

    [Fact]
    public async Task Clients_take_turns_whatever_each_of_them_queues()
    {
        var logins = Create(1);
        foreach (var (client, count) in new[] { ("192.0.2.1", 30), ("192.0.2.2", 3), ("192.0.2.3", 3) })
            for (var i = 0; i < count; i++)
                _ = logins.AuthenticateAsync(RequestOf(client)).AsTask();
        for (var i = 0; i < 12; i++)
            await FinishOldestAsync();
        Assert.Equal([3, 3], _work.Begun.Take(9).GroupBy(client => client).Where(group => group.Key != "192.0.2.1").Select(group => group.Count()));
        Assert.All(_work.Begun.Skip(9), client => Assert.Equal("192.0.2.1", client));
    }

    [Fact]
    public async Task A_stream_of_new_clients_does_not_keep_one_that_was_served_before_from_its_turn()
    {
        var logins = Create(1);
        _ = logins.AuthenticateAsync(RequestOf("198.51.100.7")).AsTask();
        for (var i = 1; i <= 5; i++)
            _ = logins.AuthenticateAsync(RequestOf($"192.0.2.{i}")).AsTask();
        _ = logins.AuthenticateAsync(RequestOf("198.51.100.7")).AsTask();
        for (var i = 6; i <= 40 && _work.Begun.Count(client => client == "198.51.100.7") < 2; i++)
        {
            _ = logins.AuthenticateAsync(RequestOf($"192.0.2.{i}")).AsTask();
            await FinishOldestAsync();
        }
        Assert.Equal(2, _work.Begun.Count(client => client == "198.51.100.7"));
    }

    [Fact]
    public async Task Addresses_of_one_network_share_one_turn()
    {
        var logins = Create(1);
        for (var i = 1; i <= 20; i++)
            _ = logins.AuthenticateAsync(RequestOf($"2001:db8::{i}")).AsTask();
        _ = logins.AuthenticateAsync(RequestOf("2001:db8:0:1::1")).AsTask();
        await FinishOldestAsync();
        Assert.Equal("2001:db8:0:1::1", _work.Begun[^1]);
    }

    [Fact]
    public async Task Logins_beyond_those_that_may_wait_are_put_off_and_hold_up_nobody()
    {
        var logins = Create(1, maxWaitingPerClient: 5);
        var flood = Enumerable.Range(0, 10).Select(_ => logins.AuthenticateAsync(RequestOf("192.0.2.1")).AsTask()).ToList();
        Assert.All(flood.TakeLast(4), login => Assert.IsType<AuthResult.Unavailable>(login.Result));
        var stranger = logins.AuthenticateAsync(RequestOf("198.51.100.7")).AsTask();
        while (_work.IsBusy)
            await FinishOldestAsync();
        Assert.IsType<AuthResult.Denied>(await stranger);
        Assert.Equal(6, (await Task.WhenAll(flood)).Count(result => result is AuthResult.Denied));
    }

    [Fact]
    public async Task A_login_that_is_given_up_gives_its_turn_to_the_next()
    {
        var logins = Create(1);
        using var giveUp = new CancellationTokenSource();
        _ = logins.AuthenticateAsync(RequestOf("192.0.2.1")).AsTask();
        var given = logins.AuthenticateAsync(RequestOf("192.0.2.2"), giveUp.Token).AsTask();
        _ = logins.AuthenticateAsync(RequestOf("192.0.2.3")).AsTask();
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        await FinishOldestAsync();
        Assert.Equal(["192.0.2.1", "192.0.2.3"], _work.Begun);
    }

    private FairAuthProvider Create(int places, int maxWaitingPerClient = 100)
    {
        _turns = new FairTurns(places, maxWaitingPerClient, TimeSpan.FromMinutes(10), new FakeTimeProvider());
        return new FairAuthProvider(_work, _turns, NullLogger.Instance);
    }

    /// <summary>Ends what has been under way the longest, and waits until another login has taken its place, where one waits.</summary>
    private async Task FinishOldestAsync()
    {
        var begun = _work.Begun.Count + (_turns?.Waiting > 0 ? 1 : 0);
        _work.FinishOldest();
        using var net = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (_work.Begun.Count < begun)
        {
            net.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static AuthRequest RequestOf(string client) => new()
    {
        Mechanism = "PLAIN",
        Username = "alice@example.com",
        Secret = "x"u8.ToArray(),
        Protocol = "smtp",
        ClientIP = IPAddress.Parse(client),
    };

    /// <summary>Checks passwords for as long as the test likes.</summary>
    private sealed class Work : IAuthProvider
    {
        private readonly Lock _lock = new();
        private readonly Queue<TaskCompletionSource> _running = new();
        private readonly List<string> _begun = [];

        public IReadOnlyList<string> Begun
        {
            get
            {
                lock (_lock)
                    return [.. _begun];
            }
        }

        public bool IsBusy
        {
            get
            {
                lock (_lock)
                    return _running.Count > 0;
            }
        }

        public async ValueTask<AuthResult> AuthenticateAsync(AuthRequest request, CancellationToken cancellationToken = default)
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_lock)
            {
                _running.Enqueue(done);
                _begun.Add(request.ClientIP?.ToString() ?? "");
            }
            await done.Task;
            return new AuthResult.Denied(AuthDenial.InvalidCredentials);
        }

        public void FinishOldest()
        {
            lock (_lock)
                _running.Dequeue().SetResult();
        }
    }
}
