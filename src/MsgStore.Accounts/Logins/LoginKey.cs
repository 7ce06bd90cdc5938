using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace MsgStore.Accounts.Logins;

/// <summary>What failures are counted under: a client, a user or both, all of one small size whatever the client sent.</summary>
/// <param name="Client">The client; local where only the user counts.</param>
/// <param name="User">A hash of the user's name; zero where only the client counts.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LoginKey(ClientPrefix Client, UInt128 User)
{
    public static LoginKey Of(IPAddress? client, string user) => new(ClientPrefix.Of(client), UserOf(user));

    /// <summary>The key of all that the client does.</summary>
    public LoginKey OfClient => this with { User = 0 };

    /// <summary>The key of all that is done in the user's name.</summary>
    public LoginKey OfUser => this with { Client = default };

    private static UInt128 UserOf(string user)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(user.ToLowerInvariant()), hash);
        return MemoryMarshal.Read<UInt128>(hash);
    }
}
