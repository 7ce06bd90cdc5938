namespace MsgStore.Accounts.Logins;

/// <summary>Gives out places for dear work so that each client gets its share, however many logins another one sends (start-time fair queueing).</summary>
/// <remarks>
/// Each login of a client stands one round behind the client's login before it, so the hundredth of a flood is a hundred rounds away; one of a
/// client that has not come lately stands a round before the one that is served. Rounds also pass with the turns, one for as many turns as
/// clients wait, so that ever new clients keep nobody waiting for ever.
/// Safe for concurrent use.
/// </remarks>
/// <param name="places">How many work at once.</param>
/// <param name="maxWaitingPerClient">How many logins of a client may wait.</param>
/// <param name="maxWait">How long a login may wait.</param>
/// <param name="time">The clock.</param>
internal sealed class FairTurns(int places, int maxWaitingPerClient, TimeSpan maxWait, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ClientPrefix, Client> _clients = [];
    private int _working;
    private double _round;

    /// <summary>Logins that wait now.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _clients.Values.Sum(client => client.Waiting.Count);
        }
    }

    /// <summary>Waits for a place, which is held until the result is disposed.</summary>
    /// <returns><see langword="null"/> where too many of the client wait, or it has waited too long.</returns>
    public async ValueTask<IDisposable?> EnterAsync(ClientPrefix client, CancellationToken cancellationToken)
    {
        WaitingLogin<bool> login;
        lock (_lock)
        {
            if (!_clients.TryGetValue(client, out var queue))
                _clients[client] = queue = new Client();
            if (!client.IsLocal && queue.Waiting.Count >= maxWaitingPerClient)
                return null;
            var round = Math.Max(_round - 1, queue.NextRound);
            queue.NextRound = round + 1;
            if (_working < places)
            {
                _working++;
                _round = Math.Max(_round, round);
                return new Place(this);
            }
            login = new WaitingLogin<bool>(client);
            queue.Waiting.AddLast((round, login));
        }
        var (isDecided, _) = await login.WaitAsync(maxWait, time, () => TryRemove(login), cancellationToken).ConfigureAwait(false);
        return isDecided ? new Place(this) : null;
    }

    private bool TryRemove(WaitingLogin<bool> login)
    {
        lock (_lock)
        {
            if (!_clients.TryGetValue(login.Client, out var queue))
                return false;
            for (var node = queue.Waiting.First; node is not null; node = node.Next)
                if (node.Value.Login == login)
                {
                    queue.Waiting.Remove(node);
                    return true;
                }
            return false;
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            Client? next = null;
            var waiting = 0;
            foreach (var (prefix, client) in _clients)
            {
                if (client.Waiting.Count > 0)
                {
                    waiting++;
                    next = next is null || client.IsBefore(next) ? client : next;
                }
                else if (client.NextRound <= _round - 1)
                {
                    // As good as a new one.
                    _clients.Remove(prefix);
                }
            }
            if (next?.Waiting.First is not { Value: var (round, login) })
            {
                // Where nobody waits, nobody has taken anything from another.
                _clients.Clear();
                _working--;
                return;
            }
            next.Waiting.RemoveFirst();
            _round = Math.Max(_round + (1.0 / waiting), round);
            login.Decide(true);
        }
    }

    private sealed class Client
    {
        public LinkedList<(double Round, WaitingLogin<bool> Login)> Waiting { get; } = [];

        public double NextRound { get; set; } = double.MinValue;

        public bool IsBefore(Client other) => (Round, Waiting.Count).CompareTo((other.Round, other.Waiting.Count)) < 0;

        private double Round => Waiting.First?.Value.Round ?? double.MaxValue;
    }

    private sealed class Place(FairTurns owner) : IDisposable
    {
        public void Dispose() => owner.Leave();
    }
}
