using System.Collections.Immutable;
using System.Text;
using MsgStore.Delivery;

namespace MsgStore.Queue.Outbox;

/// <summary>A message that an application writes beside its own rows.</summary>
public sealed record OutboxMessage
{
    /// <summary>
    /// Names the message, once: a repeated key is not written again, which <see cref="QueueOutbox.EnqueueAsync"/> tells, and a queue that knows it sends nothing a second time.
    /// <see langword="null"/> for a name of its own.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>The reverse-path; <see langword="null"/> is <c>&lt;&gt;</c>.</summary>
    public required EmailAddress? From { get; init; }

    /// <summary>The recipients, at least one.</summary>
    public required ImmutableArray<EmailAddress> Recipients { get; init; }

    /// <summary>The message: RFC 5322 octets. Lines end in CRLF; a lone LF or CR becomes one when the queue takes it.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Its priority.</summary>
    public MailPriority Priority { get; init; } = MailPriority.Normal;

    /// <summary>The earliest moment to send it; <see langword="null"/> for at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The moment after which it is given up; <see langword="null"/> leaves it to the queue.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The tenant; <see langword="null"/> for none.</summary>
    public string? Tenant { get; init; }

    private bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(Key), Key), (nameof(From), From), (nameof(Recipients), Recipients), (nameof(Content), Content), (nameof(Priority), Priority),
        (nameof(NotBefore), NotBefore), (nameof(ExpiresAt), ExpiresAt), (nameof(Tenant), Tenant));
}
