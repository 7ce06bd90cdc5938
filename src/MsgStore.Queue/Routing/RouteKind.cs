namespace MsgStore.Queue.Routing;

/// <summary>Where a route leads.</summary>
public enum RouteKind
{
    /// <summary>To the mail exchangers of the recipient's domain (RFC 5321 §5.1).</summary>
    Mx,
    /// <summary>To one host that relays.</summary>
    Smarthost,
    /// <summary>To one host or socket that takes mail by LMTP.</summary>
    Lmtp,
    /// <summary>To this host's own delivery.</summary>
    Local,
    /// <summary>To an application that claims from a work queue of the route's name.</summary>
    Work,
}
