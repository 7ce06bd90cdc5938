using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;

namespace MsgStore.Protocols.Dns;

/// <summary>A stub resolver (RFC 1123 §6.1.3.1): it asks recursive servers in turn and keeps their answers as long as they say.</summary>
public sealed class DnsResolver : IDnsResolver
{
    private const int Success = 0;
    private const int NoSuchName = 3;
    private const int MaxAliases = 8;
    private const int MaxName = 253;
    private const int MaxLabel = 63;
    private static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(1);
    private static readonly IdnMapping Idn = new();

    private readonly DnsOptions _options;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<IPEndPoint> _servers;
    private readonly DnsExchange _exchange;
    private readonly DnsCache _cache;
    private volatile FileServers? _file;

    /// <summary>Makes a resolver.</summary>
    /// <param name="options">Whom to ask.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="FormatException">A server is no address.</exception>
    public DnsResolver(DnsOptions options, TimeProvider time)
    {
        _options = options;
        _servers = [.. options.Servers.Select(ReadServer)];
        _time = time;
        _exchange = new DnsExchange(options.Timeout, time);
        _cache = new DnsCache(options.CacheEntries, options.MaxCacheTime, time);
    }

    /// <inheritdoc/>
    public async ValueTask<DnsAnswer> QueryAsync(string name, DnsRecordType type, CancellationToken cancellationToken = default)
    {
        if (!TryNormalize(name, out var asked))
            return new DnsAnswer(DnsStatus.NoSuchName, [], $"'{name}' is no name of the domain name system");
        if (_cache.Find(asked, type) is { } kept)
            return kept;
        var (answer, timeToLive) = await FollowAsync(asked, type, cancellationToken).ConfigureAwait(false);
        _cache.Keep(asked, type, answer, timeToLive);
        return answer;
    }

    private async ValueTask<(DnsAnswer Answer, TimeSpan TimeToLive)> FollowAsync(string name, DnsRecordType type, CancellationToken cancellationToken)
    {
        var timeToLive = TimeSpan.MaxValue;
        for (var aliases = 0; aliases <= MaxAliases;)
        {
            var (reply, reason) = await AskAllAsync(name, type, cancellationToken).ConfigureAwait(false);
            if (reply is null)
                return (new DnsAnswer(DnsStatus.Unavailable, [], reason), default);
            var asked = name;
            while (reply.Answers.OfType<DnsRecord.Alias>().FirstOrDefault(alias => alias.Name == name) is { } alias && aliases++ < MaxAliases)
                (name, timeToLive) = (alias.Target, Least(timeToLive, alias.TimeToLive));
            if (aliases > MaxAliases)
                break;
            var records = reply.Answers.Where(record => record.Name == name && IsOf(record, type)).ToImmutableArray();
            foreach (var record in records)
                timeToLive = Least(timeToLive, record.TimeToLive);

            // A server may leave the end of a chain of aliases to be asked for (RFC 1034 §3.6.2).
            if (records.IsEmpty && name != asked && reply.ResponseCode == Success)
                continue;
            return (new DnsAnswer(reply.ResponseCode == NoSuchName ? DnsStatus.NoSuchName : DnsStatus.Success, records), timeToLive);
        }

        return (new DnsAnswer(DnsStatus.Unavailable, [], $"more than {MaxAliases} aliases lead on from each other"), default);
    }

    private async ValueTask<(DnsReply? Reply, string Reason)> AskAllAsync(string name, DnsRecordType type, CancellationToken cancellationToken)
    {
        var reason = "no name server is configured";
        for (var attempt = 0; attempt < _options.Attempts; attempt++)
            foreach (var server in Servers())
            {
                (var reply, reason) = await _exchange.AskAsync(server, name, type, cancellationToken).ConfigureAwait(false);
                if (reply is { ResponseCode: Success or NoSuchName })
                    return (reply, "");
                if (reply is not null)
                    reason = $"{server} answered with error {reply.ResponseCode} (RFC 1035 §4.1.1)";
            }

        return (null, reason);
    }

    private IReadOnlyList<IPEndPoint> Servers()
    {
        if (_servers.Count > 0)
            return _servers;
        var file = _file;
        if (file is null || _time.GetElapsedTime(file.ReadAt) >= ReadEvery)
            // Caught while it is written it is empty: the servers before go on. Where it never named one, this computer is asked (resolv.conf(5)).
            _file = file = new FileServers(_time.GetTimestamp(), ResolverFile.ReadFile(_options.ResolverFile) is { Count: > 0 } named
                ? named : file?.Servers ?? [new IPEndPoint(IPAddress.Loopback, ResolverFile.Port)]);
        return file.Servers;
    }

    private static IPEndPoint ReadServer(string text)
    {
        if (!IPEndPoint.TryParse(text, out var server))
            throw new FormatException($"'{text}' is no name server: give an address, as 192.0.2.53, or address and port, as 192.0.2.53:5353.");
        return server.Port == 0 ? new IPEndPoint(server.Address, ResolverFile.Port) : server;
    }

    private static bool IsOf(DnsRecord record, DnsRecordType type) => type switch
    {
        DnsRecordType.A => record is DnsRecord.Address { Value.AddressFamily: System.Net.Sockets.AddressFamily.InterNetwork },
        DnsRecordType.Aaaa => record is DnsRecord.Address { Value.AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6 },
        DnsRecordType.Mx => record is DnsRecord.MailExchange,
        DnsRecordType.Txt => record is DnsRecord.Text,
        _ => record is DnsRecord.Alias,
    };

    private static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static bool TryNormalize(string name, out string normalized)
    {
        normalized = name.TrimEnd('.');
        try
        {
            if (!Ascii.IsValid(normalized))
                normalized = Idn.GetAscii(normalized);
        }
        catch (ArgumentException)
        {
            return false;
        }

        normalized = normalized.ToLowerInvariant();
        return normalized.Length <= MaxName && !normalized.AsSpan().ContainsAnyExceptInRange('!', '~')
            && Array.TrueForAll(normalized.Split('.'), label => label.Length is > 0 and <= MaxLabel);
    }

    private sealed record FileServers(long ReadAt, IReadOnlyList<IPEndPoint> Servers);
}
