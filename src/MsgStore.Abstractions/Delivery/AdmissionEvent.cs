using System.Net;

namespace MsgStore.Delivery;

/// <summary>What an admission policy is asked about: the stage and all that is known by then.</summary>
public sealed record AdmissionEvent
{
    /// <summary>The moment.</summary>
    public required AdmissionStage Stage { get; init; }

    /// <summary>The protocol and mode, as <c>smtp</c>, <c>submission</c>, <c>lmtp</c>, <c>pop3</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>The client's address; <see langword="null"/> for a local pipe.</summary>
    public IPAddress? ClientIP { get; init; }

    /// <summary>Whether the connection is under TLS.</summary>
    public bool IsTls { get; init; }

    /// <summary>The name the client gave; empty before it gave one.</summary>
    public string ClientHostname { get; init; } = "";

    /// <summary>The authenticated user; <see langword="null"/> without AUTH.</summary>
    public string? AuthenticatedUser { get; init; }

    /// <summary>The reverse-path from stage Mail on; <see langword="null"/> is <c>&lt;&gt;</c>.</summary>
    public EmailAddress? From { get; init; }

    /// <summary>SIZE as declared in MAIL (RFC 1870), in octets; <see langword="null"/> without it.</summary>
    public long? DeclaredSize { get; init; }

    /// <summary>The recipient at stage Rcpt.</summary>
    public EmailAddress? Recipient { get; init; }

    /// <summary>Recipients accepted so far in this transaction.</summary>
    public int AcceptedRecipients { get; init; }
}
