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

    /// <summary>What to log in with; <see langword="null"/> for no login. They are sent under TLS only, unless <see cref="AllowPlaintextAuth"/>.</summary>
    public RelayCredentials? Credentials { get; init; }

    /// <summary>Whether the login may go without TLS. Default: false.</summary>
    public bool AllowPlaintextAuth { get; init; }

    /// <summary>What this host calls itself in EHLO and LHLO; <see langword="null"/> leaves it to the transport.</summary>
    public string? LocalName { get; init; }
}
