using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using DnsClient;

namespace MsgStore.Protocols.Dns;

/// <summary>Asks one server: by datagram, and by TCP where the answer does not fit into one (RFC 7766 §5) or cannot be trusted.</summary>
internal sealed class DnsExchange(TimeSpan patience, TimeProvider time)
{
    // The largest datagram an answer may come in (RFC 6891 §6.2.3): it fits into one packet anywhere.
    private const int MaxDatagram = 1232;

    // More records than this answer no question of mail.
    private const int MaxRecords = 512;

    // Few are enough (RFC 7766 §6.2.2). The library keeps connections, and learns at the next question that the server has closed one: it may go on as often
    // as there can be such connections, and the last is a new one.
    private const int MaxConnections = 4;

    private const string NoAnswer = "what it sent is no answer";

    private readonly LookupClient _client = new(new LookupClientOptions { AutoResolveNameServers = false });

    // Its wait handle is never asked for, so there is nothing to dispose of.
    private SemaphoreSlim Connections { get; } = new(MaxConnections);

    /// <summary>Asks.</summary>
    /// <param name="server">Whom.</param>
    /// <param name="name">A host name in ASCII, without the last dot.</param>
    /// <param name="type">The record type.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The reply, or <see langword="null"/> and why there is none.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async ValueTask<(DnsReply? Reply, string Reason)> AskAsync(IPEndPoint server, string name, DnsRecordType type, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var question = new Question(Reachable(server), Spell(name), (QueryType)type);
        var (reply, reason) = await AskOnceAsync(question, isExtended: true, either.Token).ConfigureAwait(false);

        // Servers of old answer EDNS with an error (RFC 6891 §7).
        if (reply is { ResponseCode: (int)DnsHeaderResponseCode.FormatError or (int)DnsHeaderResponseCode.NotImplemented })
            (reply, reason) = await AskOnceAsync(question with { Name = Spell(name) }, isExtended: false, either.Token).ConfigureAwait(false);
        if (reply is not null)
            return (reply, "");
        cancellationToken.ThrowIfCancellationRequested();
        return (null, limit.IsCancellationRequested ? $"{server} did not answer within {patience.TotalSeconds:0.#} s" : $"{server}: {reason}");
    }

    private async ValueTask<(DnsReply? Reply, string Reason)> AskOnceAsync(Question question, bool isExtended, CancellationToken cancellationToken)
    {
        var (reply, reason) = await TryAskAsync(question, Settings(isStream: false, isExtended), cancellationToken).ConfigureAwait(false);
        if (reply is not null || cancellationToken.IsCancellationRequested)
            return (reply, reason);

        // Too long for a datagram, or not this server's answer: others cannot write into a connection. The library ends the wait at the first datagram
        // with a wrong number, so that it cannot go on for the right one (RFC 5452 §9.1).
        try
        {
            await Connections.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return (null, reason);
        }

        try
        {
            return await TryAskAsync(question, Settings(isStream: true, isExtended), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Connections.Release();
        }
    }

    private async ValueTask<(DnsReply? Reply, string Reason)> TryAskAsync(Question question, DnsQueryOptions settings, CancellationToken cancellationToken)
    {
        try
        {
            var asked = new DnsQuestion(question.Name, question.Type);
            var response = await _client.QueryServerAsync([question.Server], asked, settings, cancellationToken).ConfigureAwait(false);
            return Matches(response, asked, settings.UseTcpOnly) && DnsRecordReader.TryRead(response, out var records)
                ? (new DnsReply((int)response.Header.ResponseCode, records), "")
                : (null, NoAnswer);
        }
        catch (DnsResponseException e)
        {
            // With time left, a time-out of the library means that the server closed the connection.
            return (null, e.InnerException is null or TimeoutException ? "it closed the connection before the answer was complete" : e.InnerException.Message);
        }
        catch (Exception e) when (e is DnsResponseParseException or DnsXidMismatchException or ArgumentException or InvalidOperationException or OperationCanceledException)
        {
            return (null, NoAnswer);
        }
    }

    private static bool Matches(IDnsQueryResponse response, DnsQuestion question, bool isStream) =>
        response.Header is { HasQuery: true, AnswerCount: <= MaxRecords } && response.Questions is [var answered]
        && answered.QuestionType == question.QuestionType && answered.QuestionClass == question.QuestionClass
        && string.Equals(answered.QueryName.Original, question.QueryName.Value, isStream ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    // As for the C library, the address that is none means this computer.
    private static NameServer Reachable(IPEndPoint server) =>
        new(server.Address.Equals(IPAddress.Any) ? new IPEndPoint(IPAddress.Loopback, server.Port)
            : server.Address.Equals(IPAddress.IPv6Any) ? new IPEndPoint(IPAddress.IPv6Loopback, server.Port) : server);

    /// <summary>Spells a name in upper and lower case by chance; a server repeats it so.</summary>
    /// <remarks>
    /// The library takes a datagram from any address and numbers its questions by a generator that is none for secrets: the spelling is what else a forger
    /// has to guess. "XN" is never in lower case, which the library would decode, and fail where a label is none of IDNA.
    /// </remarks>
    private static string Spell(string name)
    {
        var chances = RandomNumberGenerator.GetBytes(name.Length);
        return string.Create(name.Length, (name, chances), static (spelling, from) =>
        {
            for (var i = 0; i < spelling.Length; i++)
                spelling[i] = (from.chances[i] & 1) == 0 ? from.name[i] : char.ToUpperInvariant(from.name[i]);
        }).Replace("xn--", "XN--", StringComparison.Ordinal);
    }

    // Time is measured by our clock, answers are kept by our cache, servers are tried in our order: the library asks once.
    private static DnsQueryOptions Settings(bool isStream, bool isExtended) => new()
    {
        Timeout = Timeout.InfiniteTimeSpan,
        UseCache = false,
        Retries = isStream ? MaxConnections : 0,
        UseTcpOnly = isStream,
        UseTcpFallback = false,
        ContinueOnDnsError = false,
        ContinueOnEmptyResponse = false,
        UseRandomNameServer = false,
        ExtendedDnsBufferSize = isExtended ? MaxDatagram : DnsQueryOptions.MinimumBufferSize,
    };

    private sealed record Question(NameServer Server, string Name, QueryType Type);
}

/// <summary>What a server replied.</summary>
/// <param name="ResponseCode">RCODE (RFC 1035 §4.1.1).</param>
/// <param name="Answers">The records of the answer section whose types are known here.</param>
internal sealed record DnsReply(int ResponseCode, ImmutableArray<DnsRecord> Answers);
