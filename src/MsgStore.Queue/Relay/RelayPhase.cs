namespace MsgStore.Queue.Relay;

/// <summary>Where in the dialogue something happened.</summary>
public enum RelayPhase
{
    /// <summary>The route was looked up.</summary>
    Resolve,
    /// <summary>The TCP connection.</summary>
    Connect,
    /// <summary>The greeting.</summary>
    Greeting,
    /// <summary>EHLO, HELO or LHLO.</summary>
    Hello,
    /// <summary>STARTTLS and the handshake.</summary>
    Tls,
    /// <summary>AUTH.</summary>
    Auth,
    /// <summary>MAIL.</summary>
    Mail,
    /// <summary>RCPT.</summary>
    Rcpt,
    /// <summary>DATA or BDAT up to the last octet.</summary>
    Data,
    /// <summary>After the last octet: a peer that is lost here may have taken the message.</summary>
    EndOfData,
}
