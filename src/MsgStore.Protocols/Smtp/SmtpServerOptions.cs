using System.ComponentModel.DataAnnotations;

namespace MsgStore.Protocols.Smtp;

/// <summary>How an SMTP or LMTP listener behaves. A session reads the options when it begins and they must not change under it.</summary>
public sealed class SmtpServerOptions : MailSessionOptions
{
    /// <summary>The name this server calls itself in the greeting, EHLO and Received. Default: localhost.</summary>
    [Required, RegularExpression("[A-Za-z0-9._\\[\\]:-]{1,255}")] public string ServerName { get; set; } = "localhost";

    /// <summary>What the listener is for. Default: Smtp.</summary>
    public SmtpMode Mode { get; set; } = SmtpMode.Smtp;

    /// <summary>The largest message taken, in octets as received; announced as SIZE (RFC 1870). Default: 26,214,400 (25 MiB).</summary>
    [Range(1024, 4L * 1024 * 1024 * 1024)] public long MaxMessageSizeInOctets { get; set; } = 25 * 1024 * 1024;

    /// <summary>Recipients of one transaction; more get 452 4.5.3. Default: 100, the least RFC 5321 §4.5.3.1.8 allows.</summary>
    [Range(1, 50_000)] public int MaxRecipients { get; set; } = 100;

    /// <summary>The longest command line in octets without CRLF. Default: 2,048 (RFC 5321 §4.5.3.1.4 and what extensions add).</summary>
    [Range(512, 65_536)] public int MaxCommandLineInOctets { get; set; } = 2048;

    /// <summary>The largest header section in octets; more is 552 5.3.4. Default: 1,048,576.</summary>
    [Range(16_384, 64 * 1024 * 1024)] public int MaxHeaderSectionInOctets { get; set; } = 1024 * 1024;

    /// <summary>Received fields in a message from which on it counts as looping, 554 5.4.6. Default: 100 (RFC 5321 §6.3).</summary>
    [Range(10, 1000)] public int MaxReceivedFields { get; set; } = 100;

    /// <summary>Commands answered with 5yz after which the connection is closed with 421. Default: 20.</summary>
    [Range(1, 10_000)] public int MaxErrors { get; set; } = 20;

    /// <summary>Failed logins after which the connection is closed with 421. Default: 3.</summary>
    [Range(1, 100)] public int MaxAuthFailures { get; set; } = 3;

    /// <summary>How long a single wait for the client may last. Default: 5 minutes (RFC 5321 §4.5.3.2.7).</summary>
    [TimeSpanRange(1, 86_400)] public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a session may last in all. Default: 1 hour.</summary>
    [TimeSpanRange(1, 86_400)] public TimeSpan SessionTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How long the work after the last octet of a message may take; then the rest is 4.4.7. Default: 4 minutes, well below the 10 that a
    /// client waits (RFC 5321 §4.5.3.2.6).
    /// </summary>
    [TimeSpanRange(1, 540)] public TimeSpan DeliveryTimeout { get; set; } = TimeSpan.FromMinutes(4);

    /// <summary>The domain of <c>&lt;postmaster&gt;</c> without one; <see langword="null"/> for <see cref="ServerName"/>. Default: null.</summary>
    public string? PostmasterDomain { get; set; }

    /// <summary>Whether unknown recipients are told of at RCPT or only after the data, which makes guessing addresses dear. Default: at RCPT.</summary>
    public RecipientRejection RecipientRejection { get; set; } = RecipientRejection.AtRcpt;

    /// <summary>Whether VRFY tells if an address exists; otherwise it is always 252 (RFC 5321 §7.3). Default: false.</summary>
    public bool AnswerVrfy { get; set; }

    /// <summary>Whether passwords are taken without TLS (RFC 4954 §4). Default: false.</summary>
    public bool AllowPlaintextAuth { get; set; }

    /// <summary>Whether AUTH is offered in mode Smtp also; Submission always offers it. Default: false.</summary>
    public bool OfferAuth { get; set; }

    /// <summary>Whether MAIL needs TLS first, 530 5.7.0. Default: false.</summary>
    public bool RequireTls { get; set; }

    /// <summary>Whether the reverse-path of a logged-in user has to be one of their addresses, 553 5.7.1. Default: true.</summary>
    public bool CheckSender { get; set; } = true;

    /// <summary>Whether the From header field of a logged-in user has to be one of their addresses, 550 5.7.1. Default: false.</summary>
    public bool CheckFromHeader { get; set; }

    /// <summary>
    /// Whether recipients of one message may be refused one by one after the data (a quota, Sieve). Where nobody sends failure notices, such
    /// recipients are then taken one at a time, 452 4.5.3, so that no refusal is lost. Default: true.
    /// </summary>
    public bool VerdictsMayDiffer { get; set; } = true;
}
