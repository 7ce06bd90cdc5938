using MsgStore.Delivery;
using MsgStore.Protocols.Smtp;
using MsgStore.Queue.Storage;
using MsgStore.Queue.Submission;
using MsgStore.Queue.Worker;
using MsgStore.Storage;

namespace MsgStore.Queue.Notices;

/// <summary>Tells senders of recipients that were refused beside others that were served.</summary>
/// <param name="services">What all parts share.</param>
/// <param name="notices">Makes the notice.</param>
/// <param name="intake">Takes it.</param>
/// <param name="isSealing">Whether the host encrypts.</param>
internal sealed class RejectionNotifier(QueueServices services, NoticeFactory notices, QueueIntake intake, bool isSealing) : IRejectionNotifier
{
    public async ValueTask NotifyAsync(Envelope envelope, MessageContent content, DeliveryReport report, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(report);
        if (envelope.From is not { } sender || !services.Options.Notices.IsEnabled)
            return;
        var refused = report.Outcomes
            .Select((outcome, i) => (Outcome: outcome, Recipient: envelope.Recipients.FirstOrDefault(known => known.Address.Equals(outcome.Recipient))))
            .Where(pair => IsWanted(envelope, pair))
            .Select(pair => new NoticeRecipient(pair.Outcome.Recipient, pair.Outcome.Code) { OriginalRecipient = pair.Recipient?.Dsn?.OriginalRecipient, Reason = pair.Outcome.Text })
            .ToList();
        if (refused.Count == 0)
            return;
        using var notice = await notices.CreateAsync(NoticeKind.Failed, sender, new NoticeFacts(Describe(envelope, content), content, [.. refused]), cancellationToken).ConfigureAwait(false);
        if (notice is null)
            return;
        if (await services.Storage.EnqueueAsync(notice.Submission, QueueLimits.None, cancellationToken).ConfigureAwait(false) is EnqueueResult.Full)
            throw new MsgStoreException(StoreError.DiskFull, "The queue is full; the notice cannot be stored.");
        intake.Announce(notice.Submission);
    }

    // A sender that nobody vouches for may be forged, and is never written to about addresses that do not exist (RFC 3463 §3.2).
    private static bool IsWanted(Envelope envelope, (RecipientOutcome Outcome, Recipient? Recipient) pair) =>
        pair.Outcome.Status == DeliveryStatus.Rejected && (envelope.AuthenticatedUser is not null || pair.Outcome.Code.Subject != 1) && (pair.Recipient?.Dsn?.Notify is not { } notify || notify.HasFlag(DsnNotify.Failure));

    private QueueMessage Describe(Envelope envelope, MessageContent content) => new()
    {
        Id = 0,
        QueueId = envelope.Id.ToString(),
        From = envelope.From,
        SizeInOctets = content.WireSize,
        Priority = envelope.Priority,
        EnqueuedAt = envelope.ReceivedAt,
        ReceivedAt = envelope.ReceivedAt,
        Encryption = envelope.Encryption,

        // Where mailboxes have keys, a notice about their mail carries its header section only; so does one to a sender that may be forged, who is not to
        // be sent what somebody else wrote.
        IsSealed = isSealing || envelope.AuthenticatedUser is null,
        Tenant = envelope.Tenant,
        Dsn = envelope.Dsn,
        IsSmtpUtf8 = envelope.IsSmtpUtf8,
    };
}
