namespace MsgStore.Accounts.Logins;

/// <summary>
/// Counts attempts before they are heard: one that is under way counts as a failure until it has turned out to be none. So attempts side by
/// side cannot pass a limit together; those beyond it wait until it is known what became of the others.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class AttemptGate
{
    private readonly FailureLimitOptions _limits;
    private readonly TimeProvider _time;
    private readonly TimeSpan _trust;
    private readonly Lock _lock = new();
    private readonly FailureTable<LoginKey> _pairs;
    private readonly FailureTable<LoginKey> _clients;
    private readonly FailureTable<LoginKey> _users;
    private readonly FailureTable<LoginKey> _trusted;
    private readonly FailureTable<LoginKey> _trustedPairs;
    private readonly Dictionary<LoginKey, int> _underWay = [];
    private readonly LinkedList<(LoginKey Key, WaitingLogin<Verdict> Login)> _waiting = [];
    private readonly Dictionary<ClientPrefix, int> _waitingByClient = [];

    public AttemptGate(FailureLimitOptions limits, TimeProvider time)
    {
        _limits = limits;
        _time = time;
        _trust = limits.TrustFor;
        var window = limits.Window;
        _pairs = new(limits.PerClientAndUser, window, limits.Capacity, time);
        _clients = new(limits.PerClient, window, limits.Capacity, time);
        _users = new(limits.PerUser, window, limits.Capacity, time);
        _trusted = new(1, _trust, limits.Capacity, time);
        _trustedPairs = new(limits.PerClient, window, limits.Capacity, time);
    }

    /// <summary>Waits until the attempt can be heard. One that is admitted has to <see cref="Leave"/>.</summary>
    public async ValueTask<Verdict> EnterAsync(LoginKey key, CancellationToken cancellationToken)
    {
        LinkedListNode<(LoginKey, WaitingLogin<Verdict> Login)> node;
        lock (_lock)
        {
            if (TryJudge(key) is { } verdict)
                return verdict;
            var waiting = _waitingByClient.GetValueOrDefault(key.Client);
            if (!key.Client.IsLocal && waiting >= _limits.MaxWaitingPerClient)
                return Verdict.PutOff;
            _waitingByClient[key.Client] = waiting + 1;
            node = _waiting.AddLast((key, new WaitingLogin<Verdict>(key.Client)));
        }
        var (isDecided, decision) = await node.Value.Login.WaitAsync(_limits.MaxWait, _time, () => TryRemove(node), cancellationToken).ConfigureAwait(false);
        return isDecided ? decision : Verdict.PutOff;
    }

    /// <summary>Keeps the attempt's count where the password was wrong, and takes it back otherwise.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="result">What became of it; <see langword="null"/> where it came to no end.</param>
    public void Leave(LoginKey key, AuthResult? result)
    {
        lock (_lock)
        {
            foreach (var counted in (ReadOnlySpan<LoginKey>)[key, key.OfClient, key.OfUser])
                if (--_underWay[counted] == 0)
                    _underWay.Remove(counted);
            if (result is AuthResult.Success)
                Trust(key);
            else if (result is AuthResult.Denied { Reason: AuthDenial.InvalidCredentials })
                CountFailure(key);
            Admit();
        }
    }

    private void Trust(LoginKey key)
    {
        _pairs.Reset(key);
        if (_trusted.Refused(key) >= _trust / 2)
            return;
        _trusted.Reset(key);
        _trusted.Add(key);
    }

    private void CountFailure(LoginKey key)
    {
        _pairs.Add(key);
        _trustedPairs.Add(key);
        _clients.Add(key.OfClient);
        _users.Add(key.OfUser);
    }

    /// <summary>Decides, and counts the attempt where it is admitted; <see langword="null"/> where it has to wait.</summary>
    private Verdict? TryJudge(LoginKey key)
    {
        // Strangers who guess must lock nobody out of where they are always logged in: neither who uses their name, nor who is behind their address.
        var isTrusted = _trusted.Refused(key) > TimeSpan.Zero;
        var hasClientLimit = !key.Client.IsLocal && !isTrusted;
        // Their right logins forgive the wrong ones of whoever shares their address, but not without end.
        var byClient = isTrusted ? _trustedPairs.Refused(key) : hasClientLimit ? _clients.Refused(key.OfClient) : TimeSpan.Zero;
        var byUser = isTrusted ? TimeSpan.Zero : _users.Refused(key.OfUser);
        var refused = new[] { _pairs.Refused(key), byClient, byUser }.Max();
        if (refused > TimeSpan.Zero)
            return new Verdict(IsAdmitted: false, refused);
        // Of a client with a user one at a time, since a right password forgives the wrong ones before it.
        if (UnderWay(key) > 0 || (hasClientLimit && UnderWay(key.OfClient) >= _clients.Left(key.OfClient)) || (!isTrusted && UnderWay(key.OfUser) >= _users.Left(key.OfUser)))
            return null;
        foreach (var counted in (ReadOnlySpan<LoginKey>)[key, key.OfClient, key.OfUser])
            _underWay[counted] = UnderWay(counted) + 1;
        return Verdict.Admitted;
    }

    private int UnderWay(LoginKey key) => _underWay.GetValueOrDefault(key);

    private void Admit()
    {
        for (var node = _waiting.First; node is not null;)
        {
            var next = node.Next;
            if (TryJudge(node.Value.Key) is { } verdict)
            {
                Remove(node);
                node.Value.Login.Decide(verdict);
            }
            node = next;
        }
    }

    private bool TryRemove(LinkedListNode<(LoginKey, WaitingLogin<Verdict>)> node)
    {
        lock (_lock)
        {
            if (node.List is null)
                return false;
            Remove(node);
            return true;
        }
    }

    private void Remove(LinkedListNode<(LoginKey Key, WaitingLogin<Verdict>)> node)
    {
        var client = node.Value.Key.Client;
        _waiting.Remove(node);
        if (--_waitingByClient[client] == 0)
            _waitingByClient.Remove(client);
    }

    /// <summary>What becomes of an attempt.</summary>
    /// <param name="IsAdmitted">Whether it may be heard.</param>
    /// <param name="RetryAfter">How long it is refused; zero where it only came at a bad moment.</param>
    internal readonly record struct Verdict(bool IsAdmitted, TimeSpan RetryAfter)
    {
        public static Verdict Admitted => new(IsAdmitted: true, TimeSpan.Zero);

        public static Verdict PutOff => new(IsAdmitted: false, TimeSpan.Zero);
    }
}
