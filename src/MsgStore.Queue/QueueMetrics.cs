using System.Diagnostics.Metrics;
using MsgStore.Delivery;
using MsgStore.Queue.Scheduling;
using MsgStore.Queue.Storage;

namespace MsgStore.Queue;

/// <summary>The instruments of meter <c>MsgStore.Queue</c>. By state, priority, route and result; never by address or domain.</summary>
public sealed class QueueMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "MsgStore.Queue";

    private static readonly BreakerState[] BreakerStates = [BreakerState.Closed, BreakerState.HalfOpen, BreakerState.Open];

    private readonly TimeProvider _time;
    private readonly Meter _meter;
    private readonly Counter<long> _enqueued;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _outcomes;
    private readonly Histogram<double> _latency;
    private QueueTotals? _totals;
    private Func<BreakerState, int>? _breakers;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meterFactory">Where the meter comes from; <see langword="null"/> for one of its own.</param>
    /// <param name="timeProvider">The clock of ages; <see langword="null"/> for the system's.</param>
    public QueueMetrics(IMeterFactory? meterFactory = null, TimeProvider? timeProvider = null)
    {
        _time = timeProvider ?? TimeProvider.System;
        _meter = meterFactory?.Create(MeterName) ?? new Meter(MeterName);
        _enqueued = _meter.CreateCounter<long>("msgstore.queue.enqueued", "{recipient}", "Recipients queued, by priority.");
        _attempts = _meter.CreateCounter<long>("msgstore.queue.attempts", "{attempt}", "Attempts, by route and whether a host was reached.");
        _outcomes = _meter.CreateCounter<long>("msgstore.queue.outcomes", "{recipient}", "What became of recipients, by route and outcome.");
        _latency = _meter.CreateHistogram<double>("msgstore.queue.latency", "s", "Time from the enqueueing to the delivery, by priority.");
        _meter.CreateObservableGauge("msgstore.queue.depth", Depth, "{recipient}", "Recipients, by state and priority.");
        _meter.CreateObservableGauge("msgstore.queue.oldest_age", OldestAge, "s", "Age of the oldest recipient, by state and priority.");
        _meter.CreateObservableGauge("msgstore.queue.destinations", Breakers, "{destination}", "Destinations in memory, by the state of their breakers.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void Watch(Func<BreakerState, int> breakers) => Volatile.Write(ref _breakers, breakers);

    internal void Update(QueueTotals totals) => Volatile.Write(ref _totals, totals);

    internal void Enqueued(QueueSubmission submission)
    {
        foreach (var recipient in submission.Recipients)
            _enqueued.Add(1, new KeyValuePair<string, object?>("priority", NameOf(recipient.Priority)));
    }

    internal void Attempted(string route, bool reached) => _attempts.Add(1, new("route", route), new("reached", reached));

    internal void Ended(QueueRecipient recipient, RecipientResult result)
    {
        if (!result.IsAttempt && result.State == QueueState.Delayed)
            return;
        _outcomes.Add(1, new("route", recipient.Route), new("outcome", result.State == QueueState.Done ? "delivered" : NameOf(result.State)));
        if (result.State == QueueState.Done)
            _latency.Record((_time.GetUtcNow() - recipient.EnqueuedAt).TotalSeconds, new KeyValuePair<string, object?>("priority", NameOf(recipient.Priority)));
    }

    private static string NameOf<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private IEnumerable<Measurement<long>> Depth() =>
        (Volatile.Read(ref _totals)?.Depths ?? []).Select(depth => new Measurement<long>(depth.Count, Tags(depth)));

    private IEnumerable<Measurement<double>> OldestAge() =>
        (Volatile.Read(ref _totals)?.Depths ?? []).Select(depth => new Measurement<double>(Math.Max(0, (_time.GetUtcNow() - depth.Oldest).TotalSeconds), Tags(depth)));

    private IEnumerable<Measurement<int>> Breakers() => Volatile.Read(ref _breakers) is { } count
        ? BreakerStates.Select(state => new Measurement<int>(count(state), new KeyValuePair<string, object?>("state", NameOf(state))))
        : [];

    private static KeyValuePair<string, object?>[] Tags(QueueDepth depth) => [new("state", NameOf(depth.State)), new("priority", NameOf<MailPriority>(depth.Priority))];
}
