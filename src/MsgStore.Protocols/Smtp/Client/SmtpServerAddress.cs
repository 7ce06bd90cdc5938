using System.Net;

namespace MsgStore.Protocols.Smtp.Client;

/// <summary>A server to connect to.</summary>
/// <param name="Name">The name its certificate must be valid for, and what logs call it.</param>
/// <param name="EndPoint">Where it listens: address and port, host name and port, or a Unix socket (as LMTP servers use).</param>
public sealed record SmtpServerAddress(string Name, EndPoint EndPoint)
{
    /// <summary>A server by name or address, and port.</summary>
    public static SmtpServerAddress Of(string host, int port) =>
        new(host, IPAddress.TryParse(host, out var address) ? new IPEndPoint(address, port) : new DnsEndPoint(host, port));

    /// <inheritdoc/>
    public override string ToString() => EndPoint is IPEndPoint or DnsEndPoint ? $"{Name} ({Describe(EndPoint)})" : $"{Name} ({EndPoint})";

    private static string Describe(EndPoint endPoint) => endPoint is DnsEndPoint dns ? $"{dns.Host}:{dns.Port}" : endPoint.ToString() ?? "";
}
