using System.Net;
using System.Net.Sockets;
using System.Text;
using MsgStore.Protocols.Dns;
using MsgStore.Protocols.Smtp.Client;

namespace MsgStore.Queue.Relay.Smtp;

/// <summary>Speaks SMTP and LMTP with hops.</summary>
/// <param name="hostName">What this host calls itself where a hop's settings do not say.</param>
/// <param name="time">The clock for time-outs.</param>
public sealed class SmtpRelayTransport(string hostName, TimeProvider time) : IRelayTransport
{
    // A host with many addresses that are all dead is not worth the time of trying each.
    private const int MaxAddresses = 6;

    /// <summary>How long to wait, phase by phase.</summary>
    public SmtpClientTimeouts Timeouts { get; init; } = new();

    /// <summary>Looks up hosts that no resolver of routes has looked up, as those that a route names; <see langword="null"/> leaves it to the system.</summary>
    public IDnsResolver? Resolver { get; init; }

    /// <inheritdoc/>
    public async ValueTask<IRelayConnection> ConnectAsync(RelayHop hop, CancellationToken cancellationToken = default)
    {
        SmtpClientException? last = null;
        foreach (var address in await AddressesAsync(hop, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                return new SmtpRelayConnection(await SmtpClientConnection.ConnectAsync(address, Options(hop.Settings), time, cancellationToken).ConfigureAwait(false));
            }
            catch (SmtpClientException e)
            {
                last = e;
                if (e.Phase > SmtpPhase.Greeting)
                    break;
            }
        }

        // There is at least one address, so that one of them failed.
        throw SmtpReplies.Failure(last!);
    }

    private async ValueTask<IReadOnlyList<SmtpServerAddress>> AddressesAsync(RelayHop hop, CancellationToken cancellationToken)
    {
        // A resolver's hop has addresses: what the name of a host in somebody's records looks like makes no path of it.
        if (hop.Addresses.IsDefaultOrEmpty && hop.Host.StartsWith('/'))
            return [new SmtpServerAddress("localhost", new UnixDomainSocketEndPoint(hop.Host))];
        var addresses = hop.Addresses;
        // "localhost" is never asked of the domain name system (RFC 6761 §6.3).
        if (addresses.IsDefaultOrEmpty && Resolver is not null && !IPAddress.TryParse(hop.Host, out _) && !hop.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            (_, addresses) = await Resolver.FindAddressesAsync(hop.Host, cancellationToken).ConfigureAwait(false);
        // The system knows names that are no domain names: those of its hosts(5), and short ones.
        return addresses.IsDefaultOrEmpty
            ? [SmtpServerAddress.Of(hop.Host, hop.Settings.Port)]
            : [.. addresses.Take(MaxAddresses).Select(address => new SmtpServerAddress(hop.Host, new IPEndPoint(address, hop.Settings.Port)))];
    }

    private SmtpClientOptions Options(RelaySettings settings) => new()
    {
        HostName = settings.LocalName ?? hostName,
        IsLmtp = settings.Protocol == RelayProtocol.Lmtp,
        Tls = settings.Tls switch
        {
            RelayTls.None => SmtpTlsMode.None,
            RelayTls.Opportunistic => SmtpTlsMode.StartTlsIfOffered,
            RelayTls.Implicit => SmtpTlsMode.Implicit,
            _ => SmtpTlsMode.StartTls,
        },
        VerifyCertificate = settings.Tls is RelayTls.Required or RelayTls.Implicit,
        Credentials = settings.Credentials is { } login
            ? new SmtpCredentials(login.Username, Encoding.UTF8.GetBytes(login.Password))
            {
                AllowWithoutTls = settings.AllowPlaintextAuth,
                AllowUnverifiedTls = settings.AllowUnverifiedAuth,
            }
            : null,
        Timeouts = Timeouts,
    };
}
