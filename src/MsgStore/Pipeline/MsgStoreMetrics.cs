using System.Diagnostics;
using System.Diagnostics.Metrics;
using MsgStore.Accounts;
using MsgStore.Delivery;

namespace MsgStore.Pipeline;

/// <summary>The instruments of meter <c>MsgStore</c>. Domains are recipients' domains, never addresses; mail for other hosts counts as <c>remote</c>.</summary>
public sealed class MsgStoreMetrics : IDisposable
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string MeterName = "MsgStore";

    private readonly Meter _meter;
    private readonly Counter<long> _deliveries;
    private readonly Histogram<double> _duration;
    private readonly Histogram<long> _size;
    private readonly Counter<long> _authAttempts;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meterFactory">Where the meter comes from; <see langword="null"/> for one of its own.</param>
    public MsgStoreMetrics(IMeterFactory? meterFactory = null)
    {
        _meter = meterFactory?.Create(MeterName) ?? new Meter(MeterName);
        _deliveries = _meter.CreateCounter<long>("msgstore.deliveries", "{recipient}", "Recipients served or refused, by domain and status.");
        _duration = _meter.CreateHistogram<double>("msgstore.delivery.duration", "s", "Time from the complete message to the report.");
        _size = _meter.CreateHistogram<long>("msgstore.delivery.size", "By", "Size of delivered messages.");
        _authAttempts = _meter.CreateCounter<long>("msgstore.auth.attempts", "{attempt}", "Login attempts, by domain and status.");
    }

    internal static ActivitySource Activities { get; } = new(MeterName);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void Delivered(DeliveryReport report, long octets, TimeSpan elapsed)
    {
        foreach (var outcome in report.Outcomes)
            _deliveries.Add(1, new("domain", DomainOf(outcome)), new("status", NameOf(outcome.Status)));
        _duration.Record(elapsed.TotalSeconds);
        _size.Record(octets);
    }

    internal void Authenticated(AuthResult result)
    {
        var (domain, status) = result switch
        {
            AuthResult.Success success => (success.User.Mailbox.Domain, "success"),
            AuthResult.Denied denied => ("", denied.Reason == AuthDenial.RateLimited ? "rate_limited" : "denied"),
            _ => ("", "unavailable"),
        };
        _authAttempts.Add(1, new("domain", domain), new("status", status));
    }

    private static string DomainOf(RecipientOutcome outcome) => outcome switch
    {
        { Stored.Length: > 0 } => outcome.Stored[0].Path.Mailbox.Domain,
        { Status: DeliveryStatus.Queued } => "remote",
        _ => outcome.Recipient.Domain.ToLowerInvariant(),
    };

    private static string NameOf(DeliveryStatus status) => status switch
    {
        DeliveryStatus.Delivered => "delivered",
        DeliveryStatus.Queued => "queued",
        DeliveryStatus.Expanded => "expanded",
        DeliveryStatus.Discarded => "discarded",
        DeliveryStatus.Rejected => "rejected",
        _ => "deferred",
    };
}
