using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace MsgStore.Accounts.Logins;

/// <summary>What failures are counted under: a client, a user or both, all of one small size whatever the client sent.</summary>
/// <param name="Client">The address, an IPv6 one without its last 64 bits; zero for a local pipe and where only the user counts.</param>
/// <param name="User">A hash of the user's name; zero where only the client counts.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LoginKey(UInt128 Client, UInt128 User)
{
    public static LoginKey Of(IPAddress? client, string user) => new(ClientOf(client), UserOf(user));

    private static UInt128 ClientOf(IPAddress? client)
    {
        if (client is null)
            return 0;
        Span<byte> octets = stackalloc byte[16];
        octets.Clear();
        (client.AddressFamily == AddressFamily.InterNetwork ? client.MapToIPv6() : client).TryWriteBytes(octets, out _);
        if (client is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false })
            octets[8..].Clear();
        return MemoryMarshal.Read<UInt128>(octets);
    }

    private static UInt128 UserOf(string user)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(user.ToLowerInvariant()), hash);
        return MemoryMarshal.Read<UInt128>(hash);
    }
}
