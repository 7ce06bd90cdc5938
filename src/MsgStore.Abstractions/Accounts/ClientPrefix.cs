using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace MsgStore.Accounts;

/// <summary>
/// Whom every limit counts as one client: an IPv4 address, or all of the /64 of an IPv6 one, within which a host chooses its addresses itself
/// (RFC 4291 §2.5.4, RFC 8981).
/// </summary>
public readonly record struct ClientPrefix
{
    private const int PrefixOctets = 8;

    private static ReadOnlySpan<byte> Translated => [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly UInt128 _octets;
    private readonly AddressFamily _family;

    private ClientPrefix(UInt128 octets, AddressFamily family)
    {
        _octets = octets;
        _family = family;
    }

    /// <summary>Whether there is no address, as on a local pipe. Clients without one are not told apart, so no limit of a client holds for them.</summary>
    public bool IsLocal => _family == default;

    /// <summary>The client that an address belongs to.</summary>
    /// <param name="address">The address, IPv4 also in its IPv6 forms (<c>::ffff:</c> and <c>64:ff9b::</c>); <see langword="null"/> for none.</param>
    public static ClientPrefix Of(IPAddress? address)
    {
        if (address is null)
            return default;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        Span<byte> octets = stackalloc byte[16];
        octets.Clear();
        address.TryWriteBytes(octets, out _);
        // An IPv4 client behind a translator (RFC 6052 §2.1), one of all there are in this /64.
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && octets.StartsWith(Translated))
            return Of(new IPAddress(octets[Translated.Length..]));
        octets[PrefixOctets..].Clear();
        return new ClientPrefix(MemoryMarshal.Read<UInt128>(octets), address.AddressFamily);
    }

    /// <summary>The address, as <c>192.0.2.1</c> or <c>2001:db8::/64</c>; <c>local</c> for none.</summary>
    public override string ToString()
    {
        if (IsLocal)
            return "local";
        Span<byte> octets = stackalloc byte[16];
        MemoryMarshal.Write(octets, _octets);
        return _family == AddressFamily.InterNetwork ? new IPAddress(octets[..4]).ToString() : $"{new IPAddress(octets)}/64";
    }
}
