using MsgStore.Queue.Scheduling;

namespace MsgStore.Queue.Worker;

/// <summary>Which destinations can be served: conversations, breakers and rates. Those with nothing to remember are forgotten. Safe for concurrent use.</summary>
internal sealed class DestinationTable(QueueServices services)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Destination> _all = new(StringComparer.Ordinal);

    private DateTimeOffset Now => services.Time.GetUtcNow();

    /// <summary>Destinations that cannot be served now.</summary>
    /// <param name="next">When one of them can without anything else happening; <see langword="null"/> where nothing but an event helps.</param>
    public IReadOnlyCollection<string> Unavailable(out DateTimeOffset? next)
    {
        var now = Now;
        var names = new List<string>();
        next = null;
        lock (_gate)
        {
            foreach (var (name, destination) in _all)
            {
                if (destination.IsForgettable(now))
                {
                    _all.Remove(name);
                    continue;
                }
                var isFull = destination.Active >= destination.Limit;
                var at = AvailableAt(destination, now);
                if (!isFull && at <= now)
                    continue;
                names.Add(name);
                if (!isFull && at is { } moment && (next is null || moment < next))
                    next = moment;
            }
        }
        return names;
    }

    /// <summary>A conversation begins.</summary>
    public void Enter(string name)
    {
        lock (_gate)
            Get(name).Active++;
    }

    /// <summary>A conversation ends.</summary>
    public void Leave(string name)
    {
        lock (_gate)
            Get(name).Active--;
    }

    /// <summary>Whether a message may go now; takes its token and the breaker's leave.</summary>
    public bool TryStart(string name)
    {
        lock (_gate)
        {
            var destination = Get(name);
            if (!destination.Breaker.MayEnter(Now) || destination.Bucket?.TryTake(Now) == false)
                return false;
            return destination.Breaker.TryEnter(Now);
        }
    }

    /// <summary>Says whether a message reached a host; <see langword="null"/> where it did not come to that.</summary>
    public void Report(string name, bool? reached)
    {
        lock (_gate)
        {
            var breaker = Get(name).Breaker;
            if (reached is null)
                breaker.Left();
            else if (reached.Value && breaker.Succeeded())
                Log.BreakerClosed(services.Logger, name);
            else if (!reached.Value && breaker.Failed(Now))
                Log.BreakerOpened(services.Logger, name);
        }
    }

    /// <summary>How many breakers are in a state.</summary>
    public int Count(BreakerState state)
    {
        lock (_gate)
            return _all.Values.Count(destination => destination.Breaker.StateAt(Now) == state);
    }

    /// <summary>Breakers that are not closed, with the moment they let a message try.</summary>
    public IReadOnlyList<(string Destination, BreakerState State, DateTimeOffset Until)> Open()
    {
        lock (_gate)
            return [.. _all.Where(pair => pair.Value.Breaker.OpenUntil is not null)
                .Select(pair => (pair.Key, pair.Value.Breaker.StateAt(Now), pair.Value.Breaker.OpenUntil ?? Now))];
    }

    private static DateTimeOffset? AvailableAt(Destination destination, DateTimeOffset now)
    {
        var at = destination.Bucket?.NextAt(now) ?? now;
        return destination.Breaker.StateAt(now) switch
        {
            BreakerState.Open => destination.Breaker.OpenUntil > at ? destination.Breaker.OpenUntil : at,
            BreakerState.HalfOpen when !destination.Breaker.MayEnter(now) => null,
            _ => at,
        };
    }

    private Destination Get(string name)
    {
        if (_all.TryGetValue(name, out var known))
            return known;
        var route = services.Routes[name.Split(':')[0]];
        var rate = services.Options.DestinationRate;
        var bucket = (route.PerMinute ?? rate.PerMinute) is { } perMinute ? new TokenBucket(perMinute, rate.Burst) : null;
        return _all[name] = new Destination(new CircuitBreaker(services.Options.Breaker), bucket, route.Concurrency ?? services.Options.Concurrency.PerDestination);
    }
}
