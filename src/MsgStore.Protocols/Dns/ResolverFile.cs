using System.Net;
using System.Text;

namespace MsgStore.Protocols.Dns;

/// <summary>The name servers in resolv.conf(5).</summary>
internal static class ResolverFile
{
    /// <summary>Where name servers listen (RFC 1035 §4.2).</summary>
    public const int Port = 53;

    private const int MaxServers = 8;
    private const int MaxOctets = 64 * 1024;

    /// <summary>Reads the servers; lines that cannot be understood are passed over, as the C library does.</summary>
    public static IReadOnlyList<IPEndPoint> Read(IEnumerable<string> lines)
    {
        var servers = new List<IPEndPoint>();
        foreach (var line in lines)
        {
            var words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 2 && words[0] == "nameserver" && servers.Count < MaxServers && IPAddress.TryParse(words[1], out var address))
                servers.Add(new IPEndPoint(address, Port));
        }

        return servers;
    }

    /// <summary>The servers the file names.</summary>
    /// <remarks>Small, and often a link that leads elsewhere by and by: it is read rather than watched.</remarks>
    /// <returns>None where it names none, is not there, or cannot be read.</returns>
    public static IReadOnlyList<IPEndPoint> ReadFile(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var octets = new byte[MaxOctets];
            return Read(Encoding.UTF8.GetString(octets, 0, file.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false)).Split('\n', StringSplitOptions.TrimEntries));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
