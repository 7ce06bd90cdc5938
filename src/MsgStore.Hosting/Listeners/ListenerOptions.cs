using System.ComponentModel.DataAnnotations;
using System.Net;

namespace MsgStore.Hosting.Listeners;

/// <summary>Where a listener waits and how many it serves at once.</summary>
public abstract class ListenerOptions
{
    /// <summary>The socket, as <c>127.0.0.1:25</c>, <c>[::1]:25</c> or <c>*:25</c> for every address of this machine. Port 0 takes a free one.</summary>
    [Required] public string EndPoint { get; set; } = "";

    /// <summary>Whether the connection is under TLS from its first octet (RFC 8314 §3), as smtps and pop3s are. Default: false.</summary>
    public bool IsImplicitTls { get; set; }

    /// <summary>Connections at once; more are refused. Default: 1,000.</summary>
    [Range(1, 1_000_000)] public int MaxConnections { get; set; } = 1000;

    /// <summary>Connections at once from one client, an IPv6 one with all of its /64; more are refused. Default: 100.</summary>
    [Range(1, 1_000_000)] public int MaxConnectionsPerClient { get; set; } = 100;

    /// <summary>Reads <see cref="EndPoint"/>.</summary>
    /// <returns>False where it is none.</returns>
    public bool TryGetEndPoint(out IPEndPoint endPoint)
    {
        if (EndPoint.StartsWith("*:", StringComparison.Ordinal) && ushort.TryParse(EndPoint.AsSpan(2), out var port))
        {
            endPoint = new IPEndPoint(IPAddress.IPv6Any, port);
            return true;
        }
        var parsed = IPEndPoint.TryParse(EndPoint, out var result) && EndPoint.Contains(':', StringComparison.Ordinal);
        endPoint = result ?? new IPEndPoint(IPAddress.Loopback, 0);
        return parsed;
    }
}
