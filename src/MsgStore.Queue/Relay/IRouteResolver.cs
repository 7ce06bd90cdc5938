namespace MsgStore.Queue.Relay;

/// <summary>Finds the hosts of a domain (RFC 5321 §5.1). Safe for concurrent use.</summary>
public interface IRouteResolver
{
    /// <summary>Finds the hosts that take mail for a domain, in the order to try. Trouble is a result, not an exception.</summary>
    /// <param name="domain">The domain in lower case, or an address literal in brackets.</param>
    /// <param name="settings">How they are spoken to; the hops carry it on.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    ValueTask<RouteResolution> ResolveAsync(string domain, RelaySettings settings, CancellationToken cancellationToken = default);
}
