using System.Diagnostics.Metrics;

namespace MsgStore.Protocols.Pop3;

/// <summary>The instruments of meter <c>MsgStore.Pop3</c>. By the user's domain, never by user.</summary>
public sealed class Pop3Metrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "MsgStore.Pop3";

    private const int KiB = 1024;
    private const int MiB = 1024 * 1024;

    private readonly Meter _meter;
    private readonly Counter<long> _connections;
    private readonly UpDownCounter<long> _active;
    private readonly Counter<long> _tls;
    private readonly Counter<long> _auth;
    private readonly Counter<long> _commands;
    private readonly Counter<long> _retrieved;
    private readonly Counter<long> _deleted;
    private readonly Counter<long> _listed;
    private readonly Histogram<long> _size;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meterFactory">Where the meter comes from; <see langword="null"/> for one of its own.</param>
    public Pop3Metrics(IMeterFactory? meterFactory = null)
    {
        _meter = meterFactory?.Create(MeterName) ?? new Meter(MeterName);
        _connections = _meter.CreateCounter<long>("pop3d.connections", "{connection}", "Connections accepted.");
        _active = _meter.CreateUpDownCounter<long>("pop3d.connections.active", "{connection}", "Connections open now.");
        _tls = _meter.CreateCounter<long>("pop3d.tls_connections", "{connection}", "Connections that went under TLS.");
        _auth = _meter.CreateCounter<long>("pop3d.auth_attempts", "{attempt}", "Login attempts.");
        _commands = _meter.CreateCounter<long>("pop3d.commands", "{command}", "Commands by verb.");
        _retrieved = _meter.CreateCounter<long>("pop3d.messages_retrieved", "{message}", "Messages sent whole.");
        _deleted = _meter.CreateCounter<long>("pop3d.messages_deleted", "{message}", "Messages removed at QUIT.");
        _listed = _meter.CreateCounter<long>("pop3d.messages_listed", "{message}", "Messages in listings.");
        _size = _meter.CreateHistogram("pop3d.messages_size", "By", "Size of messages sent whole.", tags: null, new InstrumentAdvice<long>
        {
            HistogramBucketBoundaries = [KiB, 10 * KiB, 100 * KiB, MiB, 10 * MiB, 25 * MiB, 50 * MiB],
        });
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

    internal void Authenticated(string domain, string result) => _auth.Add(1, new("domain", domain), new("result", result));

    internal void Retrieved(string domain, long octets)
    {
        _retrieved.Add(1, new KeyValuePair<string, object?>("user_domain", domain));
        _size.Record(octets);
    }

    internal void Deleted(string domain, int count) => _deleted.Add(count, new KeyValuePair<string, object?>("user_domain", domain));

    internal void Listed(string domain, int count) => _listed.Add(count, new KeyValuePair<string, object?>("user_domain", domain));
}
