using System.Net;

namespace MsgStore.Protocols.Dns;

/// <summary>The name servers in resolv.conf(5).</summary>
internal static class ResolverFile
{
    /// <summary>Where name servers listen (RFC 1035 §4.2).</summary>
    public const int Port = 53;

    private const int MaxServers = 8;
    private const int MaxLines = 1000;

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

    /// <summary>The servers the file names, or the one of this computer where it names none (resolv.conf(5)).</summary>
    /// <remarks>Small, and often a link that leads elsewhere by and by: it is read rather than watched.</remarks>
    public static IReadOnlyList<IPEndPoint> ReadFile(string path)
    {
        try
        {
            if (Read(File.ReadLines(path).Take(MaxLines)) is { Count: > 0 } servers)
                return servers;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No file is the same as an empty one.
        }

        return [new IPEndPoint(IPAddress.Loopback, Port)];
    }
}
