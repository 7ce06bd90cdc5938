using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using MsgStore.Delivery;

namespace MsgStore.Queue.Outbox;

/// <summary>A row of an outbox, as somebody wrote it.</summary>
internal sealed record OutboxRow(long Id, string Key, string Sender, string Recipients, byte[] Content)
{
    public long Priority { get; init; }

    public long? NotBefore { get; init; }

    public long? ExpiresAt { get; init; }

    public string? Tenant { get; init; }

    /// <summary>Makes an envelope of it.</summary>
    /// <param name="now">When it is taken.</param>
    /// <param name="envelope">The envelope.</param>
    /// <param name="fault">What is wrong with the row.</param>
    public bool TryRead(DateTimeOffset now, [NotNullWhen(true)] out Envelope? envelope, [NotNullWhen(false)] out string? fault)
    {
        envelope = null;
        EmailAddress? from = null;
        if (Sender.Length > 0 && !EmailAddress.TryParse(Sender, out from))
            return Fail("The sender is no address.", out fault);
        var recipients = ImmutableArray.CreateBuilder<Recipient>();
        foreach (var line in Recipients.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!EmailAddress.TryParse(line, out var address))
                return Fail("A recipient is no address.", out fault);
            recipients.Add(new Recipient(address));
        }
        if (recipients.Count == 0)
            return Fail("There are no recipients.", out fault);
        if (!IsMoment(NotBefore) || !IsMoment(ExpiresAt) || !Enum.IsDefined((MailPriority)Priority))
            return Fail("A time or the priority is out of its range.", out fault);
        fault = null;
        envelope = new Envelope
        {
            Id = EnvelopeId.New(now),
            From = from,
            Recipients = recipients.ToImmutable(),
            ReceivedAt = now,
            IdempotencyKey = Key,
            Priority = (MailPriority)Priority,
            NotBefore = Moment(NotBefore),
            ExpiresAt = Moment(ExpiresAt),
            Tenant = Tenant,
            IsSmtpUtf8 = from?.IsInternationalized == true || recipients.Any(recipient => recipient.Address.IsInternationalized),
        };
        return true;
    }

    private static bool Fail(string reason, out string fault)
    {
        fault = reason;
        return false;
    }

    private static bool IsMoment(long? milliseconds) =>
        milliseconds is not { } value || (value >= 0 && value <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds());

    private static DateTimeOffset? Moment(long? milliseconds) => milliseconds is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;
}
