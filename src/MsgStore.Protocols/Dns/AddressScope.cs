using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace MsgStore.Protocols.Dns;

/// <summary>
/// Tells this host, private networks and the Internet apart. Who writes a domain's records, or an address to send to, decides where this host connects,
/// and must not come so to what only hosts inside can reach.
/// </summary>
internal static class AddressScope
{
    // The special-purpose registries of IANA (RFC 6890), without those for documentation, which lead nowhere.
    private static readonly IPNetwork[] Private =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15",
            "224.0.0.0/4", "240.0.0.0/4", "::/96", "64:ff9b:1::/48", "fc00::/7", "fe80::/9", "ff00::/8", "2001::/32",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    /// <summary>Whether an address is one of this host.</summary>
    /// <param name="address">The address.</param>
    /// <param name="own">The addresses of this host's interfaces.</param>
    public static bool IsOwn(IPAddress address, IEnumerable<IPAddress> own)
    {
        var plain = Plain(address);
        return IPAddress.IsLoopback(plain) || plain.Equals(IPAddress.Any) || plain.Equals(IPAddress.IPv6Any) || own.Any(one => Plain(one).Equals(plain));
    }

    /// <summary>Whether an address is for some hosts only.</summary>
    public static bool IsPrivate(IPAddress address)
    {
        var plain = Plain(address);
        return Private.Any(network => network.Contains(plain));
    }

    /// <summary>Whether an address is in one of these networks.</summary>
    public static bool IsIn(IPAddress address, IReadOnlyCollection<IPNetwork> networks)
    {
        var plain = Plain(address);
        return networks.Any(network => network.Contains(plain));
    }

    // An address of IPv4 in the clothes of one of IPv6 leads where the former does (RFC 4291 §2.5.5, RFC 6052 §2.1, RFC 3056 §2).
    private static IPAddress Plain(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        var octets = address.GetAddressBytes();
        return Translated.Contains(address) ? new IPAddress(octets.AsSpan(12, 4))
            : SixToFour.Contains(address) ? new IPAddress(octets.AsSpan(2, 4)) : new IPAddress(octets);
    }

    /// <summary>The addresses of this host's interfaces, as they are now.</summary>
    public static IReadOnlyList<IPAddress> Interfaces()
    {
        try
        {
            return [.. NetworkInterface.GetAllNetworkInterfaces()
                .SelectMany(network => network.GetIPProperties().UnicastAddresses).Select(unicast => unicast.Address)];
        }
        catch (NetworkInformationException)
        {
            // A host that cannot list its interfaces knows itself by its names and the loopback addresses.
            return [];
        }
    }
}
