using System.Collections.Immutable;
using System.Net;

namespace MsgStore.Protocols.Dns;

/// <summary>What is asked of every resolver.</summary>
public static class DnsResolverExtensions
{
    /// <summary>Finds the addresses of a host, AAAA and A, those of IPv6 first.</summary>
    /// <param name="resolver">Answers the questions.</param>
    /// <param name="host">The host's name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>None where there are none or, with <see cref="DnsStatus.Unavailable"/>, where nobody can tell now.</returns>
    public static async ValueTask<(DnsStatus Status, ImmutableArray<IPAddress> Addresses)> FindAddressesAsync(
        this IDnsResolver resolver, string host, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(resolver);
        var six = await resolver.QueryAsync(host, DnsRecordType.Aaaa, cancellationToken).ConfigureAwait(false);
        var four = await resolver.QueryAsync(host, DnsRecordType.A, cancellationToken).ConfigureAwait(false);
        var addresses = six.Records.Concat(four.Records).OfType<DnsRecord.Address>().Select(record => record.Value).ToImmutableArray();
        var status = addresses.IsEmpty && (six.Status == DnsStatus.Unavailable || four.Status == DnsStatus.Unavailable) ? DnsStatus.Unavailable : DnsStatus.Success;
        return (status, addresses);
    }
}
