namespace MsgStore.Queue.Relay;

/// <summary>What a hop said it can do.</summary>
public sealed record RelayCapabilities
{
    /// <summary>Recipients it takes in one transaction (RFC 9422 RCPTMAX); <see langword="null"/> where it said nothing.</summary>
    public int? MaxRecipients { get; init; }

    /// <summary>Octets it takes in one message (RFC 1870); <see langword="null"/> for no limit told.</summary>
    public long? MaxSizeInOctets { get; init; }

    /// <summary>Whether it knows DSN (RFC 3461). A hop without it ends the chain of notifications: this host then reports success as "relayed".</summary>
    public bool Dsn { get; init; }

    /// <summary>Whether it knows SMTPUTF8 (RFC 6531).</summary>
    public bool SmtpUtf8 { get; init; }

    /// <summary>Whether the connection is under TLS.</summary>
    public bool IsTls { get; init; }
}
