namespace MsgStore.Queue.Relay;

/// <summary>How the hosts of a route are spoken to.</summary>
public sealed record RelaySettings
{
    /// <summary>The TCP port. Default: 25.</summary>
    public int Port { get; init; } = 25;

    /// <summary>SMTP or LMTP. Default: SMTP.</summary>
    public RelayProtocol Protocol { get; init; }

    /// <summary>How much TLS is asked for. Default: opportunistic.</summary>
    public RelayTls Tls { get; init; }

    /// <summary>What to log in with; <see langword="null"/> for no login. They are sent under TLS with a verified certificate only, unless one of the two below allows more.</summary>
    public RelayCredentials? Credentials { get; init; }

    /// <summary>Whether the login may go without TLS, and so under any certificate, too. Default: false.</summary>
    public bool AllowPlaintextAuth { get; init; }

    /// <summary>Whether the login may go under TLS whose certificate nobody vouches for. Default: false.</summary>
    public bool AllowUnverifiedAuth { get; init; }

    /// <summary>What this host calls itself in EHLO and LHLO; <see langword="null"/> leaves it to the transport.</summary>
    public string? LocalName { get; init; }
}
