using System.ComponentModel.DataAnnotations;

namespace MsgStore.Protocols;

/// <summary>What sessions of every protocol have in common.</summary>
public abstract class MailSessionOptions
{
    /// <summary>How long a TLS handshake may take, all of it, whether it begins the connection or follows a command. Default: 30 seconds.</summary>
    [TimeSpanRange(1, 600)] public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a client may take to receive the rest of what was sent, and the end of TLS, when its session is over; then the connection is cut.
    /// While the host stops it is 10 seconds at most. POP3 has removed by then what a client that sends ahead (RFC 2449 §6.6) has not received yet, so
    /// be patient. Default: 5 minutes.
    /// </summary>
    [TimeSpanRange(1, 600)] public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Commands that may come without getting anything done, after which the connection is closed. In SMTP and LMTP the count begins anew with
    /// each message that is accepted, and its recipients and chunks are left out; in POP3 each message of the maildrop gives five commands more,
    /// for LIST, UIDL, TOP, RETR and DELE; in ManageSieve the count begins anew with each script that is stored. Default: 1,000.
    /// </summary>
    [Range(20, 1_000_000)] public int MaxUnproductiveCommands { get; set; } = 1000;
}
