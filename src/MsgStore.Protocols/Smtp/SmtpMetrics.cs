using System.Diagnostics.Metrics;
using MsgStore.Delivery;

namespace MsgStore.Protocols.Smtp;

/// <summary>The instruments of meter <c>MsgStore.Smtp</c>. Domains are those served here or answered for; strangers' domains count as <c>other</c>.</summary>
public sealed class SmtpMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "MsgStore.Smtp";

    private const int KiB = 1024;
    private const int MiB = 1024 * 1024;

    private readonly Meter _meter;
    private readonly Counter<long> _connections;
    private readonly UpDownCounter<long> _active;
    private readonly Counter<long> _tls;
    private readonly Counter<long> _received;
    private readonly Counter<long> _rejected;
    private readonly Histogram<long> _size;
    private readonly Counter<long> _auth;
    private readonly Counter<long> _commands;
    private readonly Counter<long> _deliveries;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meterFactory">Where the meter comes from; <see langword="null"/> for one of its own.</param>
    public SmtpMetrics(IMeterFactory? meterFactory = null)
    {
        _meter = meterFactory?.Create(MeterName) ?? new Meter(MeterName);
        _connections = _meter.CreateCounter<long>("smtpd.connections", "{connection}", "Connections accepted.");
        _active = _meter.CreateUpDownCounter<long>("smtpd.connections.active", "{connection}", "Connections open now.");
        _tls = _meter.CreateCounter<long>("smtpd.tls_connections", "{connection}", "Connections that went under TLS.");
        _received = _meter.CreateCounter<long>("smtpd.messages_received", "{recipient}", "Recipients of complete messages.");
        _rejected = _meter.CreateCounter<long>("smtpd.messages_rejected", "{recipient}", "Refusals of recipients and messages, by reason.");
        _size = _meter.CreateHistogram("smtpd.messages_size", "By", "Size of complete messages.", tags: null, new InstrumentAdvice<long>
        {
            HistogramBucketBoundaries = [KiB, 10 * KiB, 100 * KiB, MiB, 10 * MiB, 25 * MiB, 50 * MiB],
        });
        _auth = _meter.CreateCounter<long>("smtpd.auth_attempts", "{attempt}", "Login attempts.");
        _commands = _meter.CreateCounter<long>("smtpd.commands", "{command}", "Commands by verb.");
        _deliveries = _meter.CreateCounter<long>("smtpd.deliveries", "{recipient}", "Outcomes of recipients.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void Connected(bool tls)
    {
        _connections.Add(1);
        _active.Add(1);
        if (tls)
            _tls.Add(1);
    }

    internal void Disconnected() => _active.Add(-1);

    internal void TlsStarted() => _tls.Add(1);

    internal void Command(string verb) => _commands.Add(1, new KeyValuePair<string, object?>("command", verb));

    internal void Rejected(string domain, string reason) =>
        _rejected.Add(1, new("recipient_domain", domain), new("reason", reason));

    internal void Authenticated(string domain, string result) => _auth.Add(1, new("domain", domain), new("result", result));

    internal void Received(Envelope envelope, long octets)
    {
        _size.Record(octets);
        foreach (var recipient in envelope.Recipients)
            _received.Add(1, new KeyValuePair<string, object?>("recipient_domain", recipient.Address.Domain.ToLowerInvariant()));
    }

    internal void Delivered(DeliveryReport report)
    {
        foreach (var outcome in report.Outcomes)
        {
            var domain = outcome.Recipient.Domain.ToLowerInvariant();
            var result = outcome.IsServed ? "success" : outcome.Status == DeliveryStatus.Deferred ? "deferred" : "rejected";
            _deliveries.Add(1, new("recipient_domain", domain), new("result", result));
            if (outcome.Status == DeliveryStatus.Rejected)
                Rejected(domain, outcome.Code.ToString());
        }
    }
}
