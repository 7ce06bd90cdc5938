using System.Collections.Immutable;
using System.Text;
using MsgStore.Delivery;

namespace MsgStore.Queue.Relay;

/// <summary>A message for one hop.</summary>
public sealed record RelayMessage
{
    /// <summary>The queue's id, for logs.</summary>
    public required string QueueId { get; init; }

    /// <summary>The reverse-path; <see langword="null"/> is <c>&lt;&gt;</c>.</summary>
    public required EmailAddress? From { get; init; }

    /// <summary>The recipients, at least one.</summary>
    public required ImmutableArray<RelayRecipient> Recipients { get; init; }

    /// <summary>The octets: RFC 5322, CRLF line ends, not dot-stuffed. Valid until the report is given.</summary>
    public required MessageContent Content { get; init; }

    /// <summary>RET and ENVID to pass on where the hop knows them; <see langword="null"/> for neither.</summary>
    public EnvelopeDsn? Dsn { get; init; }

    /// <summary>Whether the message needs SMTPUTF8 (RFC 6531); a hop without it refuses with 5.6.7.</summary>
    public bool IsSmtpUtf8 { get; init; }

    private bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(QueueId), QueueId), (nameof(From), From), (nameof(Recipients), Recipients), (nameof(Content), Content), (nameof(Dsn), Dsn),
        (nameof(IsSmtpUtf8), IsSmtpUtf8));
}
