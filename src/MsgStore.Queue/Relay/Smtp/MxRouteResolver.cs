using MsgStore.Protocols.Dns;

namespace MsgStore.Queue.Relay.Smtp;

/// <summary>Finds hops by MX records, or the addresses of the domain itself (RFC 5321 §5.1).</summary>
/// <param name="finder">Asks the domain name system.</param>
public sealed class MxRouteResolver(MailRouteFinder finder) : IRouteResolver
{
    /// <inheritdoc/>
    public async ValueTask<RouteResolution> ResolveAsync(string domain, RelaySettings settings, CancellationToken cancellationToken = default) =>
        await finder.FindAsync(domain, cancellationToken).ConfigureAwait(false) switch
        {
            MailRoute.Found found => new RouteResolution.Found(
                [.. found.Hosts.Select(host => new RelayHop { Host = host.Name, Settings = settings, Addresses = host.Addresses, Preference = host.Preference })]),
            MailRoute.None none => new RouteResolution.Failed(none.Status, none.Reason),
            var other => throw new InvalidOperationException($"A route of the kind {other.GetType().Name} is unknown."),
        };
}
