namespace MsgStore.Queue.Relay;

/// <summary>What is spoken with the next hop.</summary>
public enum RelayProtocol
{
    /// <summary>SMTP (RFC 5321): one reply for all recipients after the data.</summary>
    Smtp,
    /// <summary>LMTP (RFC 2033): one reply for each recipient after the data.</summary>
    Lmtp,
}
