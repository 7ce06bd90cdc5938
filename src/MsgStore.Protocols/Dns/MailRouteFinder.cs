using System.Collections.Immutable;
using System.Net;
using MsgStore.Delivery;

namespace MsgStore.Protocols.Dns;

/// <summary>Finds the hosts of a domain (RFC 5321 §5.1): MX, else A and AAAA; null MX (RFC 7505); this host's own place in the list.</summary>
/// <remarks>Anybody can write this host, or one of its network, into the records of a domain: neither is connected to.</remarks>
/// <param name="resolver">Answers questions.</param>
/// <param name="ownNames">What this host is called: MX records of it and of those behind it are not for it to try.</param>
public sealed class MailRouteFinder(IDnsResolver resolver, IReadOnlyCollection<string> ownNames)
{
    private const int MaxHosts = 20;

    /// <summary>Networks that are not public, this host's own addresses included, whose hosts may be sent to all the same. Default: none.</summary>
    public IReadOnlyCollection<IPNetwork> PrivateNetworks { get; init; } = [];

    /// <summary>The addresses of this host beside the loopback ones; <see langword="null"/> for those of its interfaces at the time. Default: null.</summary>
    public IReadOnlyCollection<IPAddress>? OwnAddresses { get; init; }

    /// <summary>Finds them.</summary>
    /// <param name="domain">A domain, or an address literal in brackets (RFC 5321 §4.1.3).</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<MailRoute> FindAsync(string domain, CancellationToken cancellationToken = default)
    {
        if (domain is ['[', .. var literal, ']'])
            return OfLiteral(literal);
        var answer = await resolver.QueryAsync(domain, DnsRecordType.Mx, cancellationToken).ConfigureAwait(false);
        if (answer.Status == DnsStatus.NoSuchName)
            return IsOwn(domain) ? Home(domain) : new MailRoute.None(new EnhancedStatusCode(5, 1, 2), $"The domain {domain} does not exist.");
        if (answer.Status == DnsStatus.Unavailable)
            return new MailRoute.None(new EnhancedStatusCode(4, 4, 3), $"The mail hosts of {domain} could not be looked up: {answer.Reason.TrimEnd('.')}.");
        var records = answer.Records.OfType<DnsRecord.MailExchange>().ToList();
        return records switch
        {
            [] => await OfDomainAsync(domain, cancellationToken).ConfigureAwait(false),
            [{ Exchange: "" }] => new MailRoute.None(new EnhancedStatusCode(5, 1, 10), $"The domain {domain} takes no mail (null MX)."),
            _ => await OfRecordsAsync(domain, records, cancellationToken).ConfigureAwait(false),
        };
    }

    private MailRoute OfLiteral(string literal) =>
        IPAddress.TryParse(literal.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase) ? literal[5..] : literal, out var address)
            ? Reachable($"[{literal}]", [new MailHost(address.ToString(), 0, [address])])
            : new MailRoute.None(new EnhancedStatusCode(5, 1, 2), $"[{literal}] is no address.");

    private async ValueTask<MailRoute> OfDomainAsync(string domain, CancellationToken cancellationToken)
    {
        if (IsOwn(domain))
            return Home(domain);
        var (status, addresses) = await AddressesAsync(domain, cancellationToken).ConfigureAwait(false);
        return status switch
        {
            DnsStatus.Unavailable => new MailRoute.None(new EnhancedStatusCode(4, 4, 3), $"The address of {domain} could not be looked up."),
            _ when addresses.IsEmpty => new MailRoute.None(new EnhancedStatusCode(5, 1, 2), $"The domain {domain} has no mail host."),
            _ => Reachable(domain, [new MailHost(domain, 0, addresses)]),
        };
    }

    private async ValueTask<MailRoute> OfRecordsAsync(string domain, List<DnsRecord.MailExchange> records, CancellationToken cancellationToken)
    {
        // Hosts that are no better than this one would send the mail back here (RFC 5321 §5.1).
        var own = records.Where(record => IsOwn(record.Exchange)).Select(record => record.Preference).DefaultIfEmpty(int.MaxValue).Min();
        var candidates = records.Where(record => record.Preference < own && record.Exchange.Length > 0).ToArray();
        if (candidates.Length == 0)
            return Home(domain);

        // Equal preferences share the load by chance.
        System.Security.Cryptography.RandomNumberGenerator.Shuffle<DnsRecord.MailExchange>(candidates);
        var hosts = new List<MailHost>();
        var unsure = false;
        foreach (var record in candidates.OrderBy(record => record.Preference).DistinctBy(record => record.Exchange).Take(MaxHosts))
        {
            var (status, addresses) = await AddressesAsync(record.Exchange, cancellationToken).ConfigureAwait(false);
            unsure |= status == DnsStatus.Unavailable;
            if (!addresses.IsEmpty)
                hosts.Add(new MailHost(record.Exchange, record.Preference, addresses));
        }

        if (hosts.Count > 0)
            return Reachable(domain, hosts);
        return unsure
            ? new MailRoute.None(new EnhancedStatusCode(4, 4, 3), $"The addresses of the mail hosts of {domain} could not be looked up.")
            : new MailRoute.None(new EnhancedStatusCode(5, 4, 4), $"None of the mail hosts of {domain} has an address.");
    }

    /// <summary>Leaves out this host, with those that are no better, and hosts of private networks.</summary>
    private MailRoute Reachable(string domain, List<MailHost> hosts)
    {
        var ours = Ours();
        var own = hosts.Where(host => host.Addresses.Any(address => IsHome(address, ours))).Select(host => host.Preference).DefaultIfEmpty(int.MaxValue).Min();
        var others = hosts.Where(host => host.Preference < own).ToList();
        if (others.Count == 0)
            return Home(domain);
        var open = others.Select(host => host with { Addresses = host.Addresses.RemoveAll(address => AddressScope.IsPrivate(address) && !IsAllowed(address)) })
            .Where(host => !host.Addresses.IsEmpty).ToImmutableArray();
        return open.IsEmpty
            ? new MailRoute.None(new EnhancedStatusCode(5, 4, 4), $"The mail hosts of {domain} have no address that the Internet can reach.")
            : new MailRoute.Found(open);
    }

    private static MailRoute.None Home(string domain) => new(new EnhancedStatusCode(5, 4, 6), $"Mail for {domain} loops back to this host.");

    private bool IsOwn(string name)
    {
        var plain = name.TrimEnd('.');
        return ownNames.Contains(plain, StringComparer.OrdinalIgnoreCase)
            || (plain.Equals("localhost", StringComparison.OrdinalIgnoreCase) && !IsAllowed(IPAddress.Loopback))
            // An address is no target of an MX record; one of this host is a mistake of a known kind.
            || (IPAddress.TryParse(plain, out var address) && IsHome(address, Ours()));
    }

    private bool IsHome(IPAddress address, IReadOnlyCollection<IPAddress> ours) => !IsAllowed(address) && AddressScope.IsOwn(address, ours);

    private IReadOnlyCollection<IPAddress> Ours() => OwnAddresses ?? AddressScope.Interfaces();

    private bool IsAllowed(IPAddress address) => AddressScope.IsIn(address, PrivateNetworks);

    private async ValueTask<(DnsStatus Status, ImmutableArray<IPAddress> Addresses)> AddressesAsync(string host, CancellationToken cancellationToken)
    {
        // The target of an MX record is the name of a host (RFC 5321 §5.1), which has letters, digits and hyphens (RFC 952); "_" is in use.
        if (IPAddress.TryParse(host, out _) || !host.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_'))
            return (DnsStatus.Success, []);
        return await resolver.FindAddressesAsync(host, cancellationToken).ConfigureAwait(false);
    }
}
