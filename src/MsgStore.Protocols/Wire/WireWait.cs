namespace MsgStore.Protocols.Wire;

/// <summary>What a connection waits for.</summary>
internal enum WireWait
{
    /// <summary>Octets from the peer.</summary>
    Read,

    /// <summary>Room for octets to the peer.</summary>
    Flush,

    /// <summary>The end of a TLS handshake.</summary>
    Handshake,

    /// <summary>The end of the session.</summary>
    Close,
}
