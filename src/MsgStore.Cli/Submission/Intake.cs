using MsgStore.Cli.Configuration;
using MsgStore.Content;
using MsgStore.Delivery;

namespace MsgStore.Cli.Submission;

/// <summary>Sends a message that has come in whole through the pipeline.</summary>
internal static class Intake
{
    /// <summary>Delivers it.</summary>
    /// <param name="session">The store.</param>
    /// <param name="envelope">Sender and recipients; the hash of the content is filled in here.</param>
    /// <param name="buffer">The message.</param>
    /// <param name="cancellationToken">Honoured until the commit.</param>
    public static async ValueTask<(Envelope Envelope, DeliveryReport Report)> DeliverAsync(
        ToolSession session, Envelope envelope, ContentBuffer buffer, CancellationToken cancellationToken)
    {
        var content = buffer.Complete(out var sha256);
        var complete = envelope with
        {
            ContentSha256 = sha256,
            HasReplyPerRecipient = true,
            IsSmtpUtf8 = envelope.From is { IsInternationalized: true } || envelope.Recipients.Any(recipient => recipient.Address.IsInternationalized),
        };
        var report = await session.Pipeline.DeliverAsync(complete, content, cancellationToken).ConfigureAwait(false);
        if (report.Outcomes.Any(outcome => outcome.Status == DeliveryStatus.Queued))
            await session.WakeQueueAsync(cancellationToken).ConfigureAwait(false);
        return (complete, report);
    }
}
