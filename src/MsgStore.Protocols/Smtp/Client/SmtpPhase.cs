namespace MsgStore.Protocols.Smtp.Client;

/// <summary>What a client was doing when something happened.</summary>
public enum SmtpPhase
{
    /// <summary>Opening the connection.</summary>
    Connect,

    /// <summary>Waiting for the greeting.</summary>
    Greeting,

    /// <summary>EHLO, HELO or LHLO.</summary>
    Hello,

    /// <summary>STARTTLS or the TLS handshake.</summary>
    Tls,

    /// <summary>AUTH.</summary>
    Authentication,

    /// <summary>MAIL.</summary>
    Mail,

    /// <summary>RCPT.</summary>
    Recipient,

    /// <summary>DATA or BDAT and the message itself, before the end mark.</summary>
    Data,

    /// <summary>After the end of the message was sent: the server may have taken it.</summary>
    EndOfData,
}
