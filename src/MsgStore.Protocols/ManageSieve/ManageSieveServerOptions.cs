using System.ComponentModel.DataAnnotations;

namespace MsgStore.Protocols.ManageSieve;

/// <summary>How a ManageSieve listener behaves. A session reads the options when it begins and they must not change under it.</summary>
public sealed class ManageSieveServerOptions : MailSessionOptions
{
    /// <summary>The largest script in octets. Default: 1 MiB.</summary>
    [Range(1024, 64 * 1024 * 1024)] public int MaxScriptSizeInOctets { get; set; } = 1024 * 1024;

    /// <summary>The longest command line in octets, without CRLF and literals. Default: 16 KiB.</summary>
    [Range(1024, 65_536)] public int MaxCommandLineInOctets { get; set; } = 16 * 1024;

    /// <summary>Commands answered with NO because nobody understands them, after which the connection is closed. Default: 20.</summary>
    [Range(1, 10_000)] public int MaxErrors { get; set; } = 20;

    /// <summary>Failed logins after which the connection is closed. Default: 3.</summary>
    [Range(1, 100)] public int MaxAuthFailures { get; set; } = 3;

    /// <summary>How long a single wait for the client may last. Default: 30 minutes, the least RFC 5804 §1.9 allows after the login.</summary>
    [TimeSpanRange(1, 86_400)] public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a session may last in all. Default: 4 hours.</summary>
    [TimeSpanRange(1, 86_400)] public TimeSpan SessionTimeout { get; set; } = TimeSpan.FromHours(4);

    /// <summary>Whether passwords are taken without TLS. Default: false.</summary>
    public bool AllowPlaintextAuth { get; set; }
}
