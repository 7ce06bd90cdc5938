using System.ComponentModel.DataAnnotations;
using MsgStore.Queue.Relay;

namespace MsgStore.Queue.Routing;

/// <summary>A route.</summary>
public sealed class RelayRouteOptions
{
    /// <summary>Where it leads. Default: Mx.</summary>
    public RouteKind Kind { get; set; }

    /// <summary>The host of a smarthost or LMTP target, or the absolute path of a socket.</summary>
    public string Host { get; set; } = "";

    /// <summary>Its port. Default: 25, for LMTP 24.</summary>
    [Range(0, 65_535)] public int? Port { get; set; }

    /// <summary>How much TLS is asked for. Default: opportunistic, which is not enough for a login.</summary>
    public RelayTls Tls { get; set; }

    /// <summary>
    /// The name to log in with at a smarthost or LMTP target; empty for no login. A login needs <see cref="Tls"/> Required or Implicit, unless
    /// one of the two below allows less: another host that answers in its place would be told the password.
    /// </summary>
    public string Username { get; set; } = "";

    /// <summary>The password.</summary>
    public string Password { get; set; } = "";

    /// <summary>Whether the login may go without TLS, and so under any certificate, too. Default: false.</summary>
    public bool AllowPlaintextAuth { get; set; }

    /// <summary>Whether the login may go under TLS whose certificate nobody vouches for. Default: false.</summary>
    public bool AllowUnverifiedAuth { get; set; }

    /// <summary>Conversations with one destination of this route; <see langword="null"/> for the general limit.</summary>
    [Range(1, 10_000)] public int? Concurrency { get; set; }

    /// <summary>Messages a minute to one destination of this route; <see langword="null"/> for the general limit.</summary>
    [Range(0.001, 1_000_000)] public double? PerMinute { get; set; }
}
