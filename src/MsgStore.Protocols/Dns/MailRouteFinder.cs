using System.Collections.Immutable;
using System.Net;
using MsgStore.Delivery;

namespace MsgStore.Protocols.Dns;

/// <summary>Finds the hosts of a domain (RFC 5321 §5.1): MX, else A and AAAA; null MX (RFC 7505); this host's own place in the list.</summary>
/// <param name="resolver">Answers questions.</param>
/// <param name="ownNames">What this host is called: MX records of it and of those behind it are not for it to try.</param>
public sealed class MailRouteFinder(IDnsResolver resolver, IReadOnlyCollection<string> ownNames)
{
    private const int MaxHosts = 20;

    /// <summary>Finds them.</summary>
    /// <param name="domain">A domain, or an address literal in brackets (RFC 5321 §4.1.3).</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<MailRoute> FindAsync(string domain, CancellationToken cancellationToken = default)
    {
        if (domain is ['[', .. var literal, ']'])
            return OfLiteral(literal);
        var answer = await resolver.QueryAsync(domain, DnsRecordType.Mx, cancellationToken).ConfigureAwait(false);
        if (answer.Status == DnsStatus.NoSuchName)
            return new MailRoute.None(new EnhancedStatusCode(5, 1, 2), $"The domain {domain} does not exist.");
        if (answer.Status == DnsStatus.Unavailable)
            return new MailRoute.None(new EnhancedStatusCode(4, 4, 3), $"The mail hosts of {domain} could not be looked up: {answer.Reason}.");
        var records = answer.Records.OfType<DnsRecord.MailExchange>().ToList();
        return records switch
        {
            [] => await OfDomainAsync(domain, cancellationToken).ConfigureAwait(false),
            [{ Exchange: "" }] => new MailRoute.None(new EnhancedStatusCode(5, 1, 10), $"The domain {domain} takes no mail (null MX)."),
            _ => await OfRecordsAsync(domain, records, cancellationToken).ConfigureAwait(false),
        };
    }

    private static MailRoute OfLiteral(string literal) =>
        IPAddress.TryParse(literal.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase) ? literal[5..] : literal, out var address)
            ? new MailRoute.Found([new MailHost(address.ToString(), 0, [address])])
            : new MailRoute.None(new EnhancedStatusCode(5, 1, 2), $"[{literal}] is no address.");

    private async ValueTask<MailRoute> OfDomainAsync(string domain, CancellationToken cancellationToken)
    {
        var (status, addresses) = await AddressesAsync(domain, cancellationToken).ConfigureAwait(false);
        return status switch
        {
            DnsStatus.Unavailable => new MailRoute.None(new EnhancedStatusCode(4, 4, 3), $"The address of {domain} could not be looked up."),
            _ when addresses.IsEmpty => new MailRoute.None(new EnhancedStatusCode(5, 1, 2), $"The domain {domain} has no mail host."),
            _ => new MailRoute.Found([new MailHost(domain, 0, addresses)]),
        };
    }

    private async ValueTask<MailRoute> OfRecordsAsync(string domain, List<DnsRecord.MailExchange> records, CancellationToken cancellationToken)
    {
        // Hosts that are no better than this one would send the mail back here (RFC 5321 §5.1).
        var own = records.Where(record => ownNames.Contains(record.Exchange, StringComparer.OrdinalIgnoreCase)).Select(record => record.Preference)
            .DefaultIfEmpty(int.MaxValue).Min();
        var candidates = records.Where(record => record.Preference < own && record.Exchange.Length > 0).ToArray();
        if (candidates.Length == 0)
            return new MailRoute.None(new EnhancedStatusCode(5, 4, 6), $"Mail for {domain} loops back to this host.");

        // Equal preferences share the load by chance.
        System.Security.Cryptography.RandomNumberGenerator.Shuffle<DnsRecord.MailExchange>(candidates);
        var hosts = ImmutableArray.CreateBuilder<MailHost>();
        var unsure = false;
        foreach (var record in candidates.OrderBy(record => record.Preference).DistinctBy(record => record.Exchange).Take(MaxHosts))
        {
            var (status, addresses) = await AddressesAsync(record.Exchange, cancellationToken).ConfigureAwait(false);
            unsure |= status == DnsStatus.Unavailable;
            if (!addresses.IsEmpty)
                hosts.Add(new MailHost(record.Exchange, record.Preference, addresses));
        }

        if (hosts.Count > 0)
            return new MailRoute.Found(hosts.ToImmutable());
        return unsure
            ? new MailRoute.None(new EnhancedStatusCode(4, 4, 3), $"The addresses of the mail hosts of {domain} could not be looked up.")
            : new MailRoute.None(new EnhancedStatusCode(5, 4, 4), $"None of the mail hosts of {domain} has an address.");
    }

    private async ValueTask<(DnsStatus Status, ImmutableArray<IPAddress> Addresses)> AddressesAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var literal))
            return (DnsStatus.Success, [literal]);
        var six = await resolver.QueryAsync(host, DnsRecordType.Aaaa, cancellationToken).ConfigureAwait(false);
        var four = await resolver.QueryAsync(host, DnsRecordType.A, cancellationToken).ConfigureAwait(false);
        var addresses = six.Records.Concat(four.Records).OfType<DnsRecord.Address>().Select(record => record.Value).ToImmutableArray();
        var status = addresses.IsEmpty && (six.Status == DnsStatus.Unavailable || four.Status == DnsStatus.Unavailable) ? DnsStatus.Unavailable : DnsStatus.Success;
        return (status, addresses);
    }
}
