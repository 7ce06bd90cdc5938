using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace MsgStore.Protocols.Smtp.Client;

/// <summary>How a client talks to servers.</summary>
public sealed record SmtpClientOptions
{
    /// <summary>The name in EHLO, HELO and LHLO. Default: the name of this computer.</summary>
    public string HostName { get; init; } = Environment.MachineName;

    /// <summary>LMTP instead of SMTP (RFC 2033): LHLO, and a reply for each recipient after the message.</summary>
    public bool IsLmtp { get; init; }

    /// <summary>When to go under TLS.</summary>
    public SmtpTlsMode Tls { get; init; } = SmtpTlsMode.StartTlsIfOffered;

    /// <summary>Whether the certificate must be valid for the server's name. Without it, TLS protects from listeners only (RFC 7435), and <see cref="Credentials"/> are kept back from a server that has none.</summary>
    public bool VerifyCertificate { get; init; }

    /// <summary>The only roots a certificate may end in; empty means those of the system.</summary>
    public X509Certificate2Collection TrustedRoots { get; init; } = [];

    /// <summary>Who to log in as; <see langword="null"/> for nobody.</summary>
    public SmtpCredentials? Credentials { get; init; }

    /// <summary>Whether messages go by BDAT where the server knows it (RFC 3030).</summary>
    public bool UseChunking { get; init; } = true;

    /// <summary>Whether commands are sent in groups where the server allows it (RFC 2920).</summary>
    public bool UsePipelining { get; init; } = true;

    /// <summary>
    /// Whether a message with octets above 127 goes to a server without 8BITMIME all the same. Off: its recipients fail with 5.6.3,
    /// as RFC 6152 §3 asks of a client that does not convert.
    /// </summary>
    public bool Send8BitAnyway { get; init; }

    /// <summary>How long to wait.</summary>
    public SmtpClientTimeouts Timeouts { get; init; } = new();

    private bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(HostName), HostName), (nameof(IsLmtp), IsLmtp), (nameof(Tls), Tls), (nameof(VerifyCertificate), VerifyCertificate),
        (nameof(TrustedRoots), TrustedRoots), (nameof(Credentials), Credentials), (nameof(UseChunking), UseChunking),
        (nameof(UsePipelining), UsePipelining), (nameof(Send8BitAnyway), Send8BitAnyway), (nameof(Timeouts), Timeouts));
}
