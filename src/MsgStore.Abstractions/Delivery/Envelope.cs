using System.Collections.Immutable;
using System.Net;
using System.Text;
using MsgStore.Mailboxes;

namespace MsgStore.Delivery;

/// <summary>Sender, recipients and transport facts of one message. A stage that changes it passes on a copy made by <c>with</c>.</summary>
public sealed record Envelope
{
    /// <summary>Names the transaction.</summary>
    public required EnvelopeId Id { get; init; }

    /// <summary>The reverse-path; <see langword="null"/> is <c>&lt;&gt;</c>, as bounces use (RFC 5321 §4.5.5).</summary>
    public required EmailAddress? From { get; init; }

    /// <summary>The forward-paths still to be served; never empty.</summary>
    public required ImmutableArray<Recipient> Recipients { get; init; }

    /// <summary>When the last octet arrived, in UTC; becomes INTERNALDATE (RFC 9051 §2.3.3).</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>
    /// Whether somebody else handed the message over to this host, without a login: what listeners take so, and what forwards and redirects send on of it.
    /// It is never signed on its way out (DKIM, RFC 6376).
    /// </summary>
    public bool IsRelayed { get; init; }

    /// <summary>The client's address; <see langword="null"/> for mail made on this machine, or handed over by a socket that has no address.</summary>
    public IPAddress? ClientIP { get; init; }

    /// <summary>What the client called itself in HELO, EHLO or LHLO; unverified. Empty where there was none.</summary>
    public string ClientHostname { get; init; } = "";

    /// <summary>The user who submitted the message; <see langword="null"/> without AUTH (RFC 4954).</summary>
    public string? AuthenticatedUser { get; init; }

    /// <summary>SHA-256 of the octets as received, before any stage or <c>Received</c> field; empty where nobody computed it.</summary>
    public ImmutableArray<byte> ContentSha256 { get; init; } = [];

    /// <summary>Whether the peer gets a reply for each recipient after the data (LMTP, RFC 2033 §4.2) instead of one for all.</summary>
    public bool HasReplyPerRecipient { get; init; }

    /// <summary>The W3C trace context of the transaction; <see langword="null"/> without tracing.</summary>
    public string? TraceParent { get; init; }

    /// <summary>How the content is sealed; <see langword="null"/> for plaintext. Set by the Protect stage only.</summary>
    public EncryptionInfo? Encryption { get; init; }

    /// <summary>What a spam filter said; <see langword="null"/> where none was asked.</summary>
    public SpamVerdict? Spam { get; init; }

    /// <summary>RET and ENVID (RFC 3461 §4.3, §4.4); <see langword="null"/> where the client gave neither.</summary>
    public EnvelopeDsn? Dsn { get; init; }

    /// <summary>Whether the message was sent with SMTPUTF8 (RFC 6531 §3.4).</summary>
    public bool IsSmtpUtf8 { get; init; }

    /// <summary>How urgent a queue takes the message to be. Default: Normal.</summary>
    public MailPriority Priority { get; init; } = MailPriority.Normal;

    /// <summary>
    /// Names what the message tells of, once: a queue that has taken a message with the same key from the same tenant and reverse-path answers with that
    /// one and stores nothing. <see langword="null"/> for none.
    /// </summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The earliest moment a queue sends the message; <see langword="null"/> for at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The moment after which a queue gives the message up; <see langword="null"/> leaves it to the queue.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>On whose account the message runs where several share a queue; <see langword="null"/> for nobody in particular.</summary>
    public string? Tenant { get; init; }

    /// <summary>An envelope of mail that is made on this machine; what else it has to say is set by <c>with</c>.</summary>
    /// <param name="from">The reverse-path; <see langword="null"/> is <c>&lt;&gt;</c>.</param>
    /// <param name="recipients">The forward-paths; the second of two that are equal is left out.</param>
    /// <param name="time">Gives the time of receipt; <see langword="null"/> for the system's.</param>
    /// <exception cref="ArgumentException">There are no recipients.</exception>
    public static Envelope Create(EmailAddress? from, IEnumerable<EmailAddress> recipients, TimeProvider? time = null)
    {
        ImmutableArray<Recipient> served = [.. recipients.Distinct().Select(address => new Recipient(address))];
        if (served.IsEmpty)
            throw new ArgumentException("A message has recipients.", nameof(recipients));
        var now = (time ?? TimeProvider.System).GetUtcNow();
        return new Envelope
        {
            Id = EnvelopeId.New(now),
            From = from,
            Recipients = served,
            ReceivedAt = now,
        };
    }

    private bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(Id), Id), (nameof(From), From), (nameof(Recipients), Recipients), (nameof(ReceivedAt), ReceivedAt), (nameof(IsRelayed), IsRelayed),
        (nameof(ClientIP), ClientIP), (nameof(ClientHostname), ClientHostname), (nameof(AuthenticatedUser), AuthenticatedUser),
        (nameof(ContentSha256), ContentSha256), (nameof(HasReplyPerRecipient), HasReplyPerRecipient), (nameof(TraceParent), TraceParent),
        (nameof(Encryption), Encryption), (nameof(Spam), Spam), (nameof(Dsn), Dsn), (nameof(IsSmtpUtf8), IsSmtpUtf8), (nameof(Priority), Priority),
        (nameof(IdempotencyKey), IdempotencyKey), (nameof(NotBefore), NotBefore), (nameof(ExpiresAt), ExpiresAt), (nameof(Tenant), Tenant));
}
