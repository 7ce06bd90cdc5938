using System.ComponentModel.DataAnnotations;

namespace MsgStore.Protocols.Pop3;

/// <summary>How a POP3 listener behaves. A session reads the options when it begins and they must not change under it.</summary>
public sealed class Pop3ServerOptions : MailSessionOptions
{
    /// <summary>The name this server calls itself in the greeting. Default: localhost.</summary>
    [Required, RegularExpression("[A-Za-z0-9._\\[\\]:-]{1,255}")] public string ServerName { get; set; } = "localhost";

    /// <summary>What UIDL shows. Default: Key.</summary>
    public UidlFormat UidlFormat { get; set; } = UidlFormat.Key;

    /// <summary>The longest command line in octets without CRLF. Default: 1,024 (RFC 2449 §4 has 255; passwords may be longer).</summary>
    [Range(255, 65_536)] public int MaxCommandLineInOctets { get; set; } = 1024;

    /// <summary>Commands answered with -ERR after which the connection is closed. Default: 20.</summary>
    [Range(1, 10_000)] public int MaxErrors { get; set; } = 20;

    /// <summary>Failed logins after which the connection is closed. Default: 3.</summary>
    [Range(1, 100)] public int MaxAuthFailures { get; set; } = 3;

    /// <summary>How long a single wait for the client may last; no mail is removed then. Default: 10 minutes, the least RFC 1939 §3 allows.</summary>
    [TimeSpanRange(1, 86_400)] public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a session may last in all. Default: 4 hours.</summary>
    [TimeSpanRange(1, 86_400)] public TimeSpan SessionTimeout { get; set; } = TimeSpan.FromHours(4);

    /// <summary>Whether passwords are taken without TLS (RFC 2595 §2.3). Default: false.</summary>
    public bool AllowPlaintextAuth { get; set; }
}
