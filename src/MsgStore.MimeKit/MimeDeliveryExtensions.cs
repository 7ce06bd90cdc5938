using MimeKit;
using MsgStore.Delivery;

namespace MsgStore.MimeKit;

/// <summary>Delivers and submits a <see cref="MimeMessage"/>. The message is not changed, and may be sent again.</summary>
/// <remarks>
/// What is sent is <see cref="MimeMessageExtensions.ToSubmissionContent"/>: nobody learns from it who got a blind copy. To store a message with every field
/// it has, as for a folder of sent mail, give the agent <c>message.ToMessageContent()</c>.
/// </remarks>
public static class MimeDeliveryExtensions
{
    /// <summary>Delivers a message to recipients that the caller names; those in its fields do not count. The reverse-path is who sent it, as <see cref="MimeMessageExtensions.ToEnvelope"/> has it.</summary>
    /// <param name="agent">Takes the message.</param>
    /// <param name="message">The message.</param>
    /// <param name="recipients">The forward-paths; not empty.</param>
    /// <param name="cancellationToken">Honoured until the commit; a committed recipient stays delivered.</param>
    /// <returns>One outcome per recipient, in their order.</returns>
    /// <exception cref="Storage.MsgStoreException">NoRecipients, InvalidAddress: see <see cref="MimeMessageExtensions.ToEnvelope"/>. Otherwise as the agent throws.</exception>
    public static ValueTask<DeliveryReport> DeliverAsync(
        this IDeliveryAgent agent, MimeMessage message, IEnumerable<EmailAddress> recipients, CancellationToken cancellationToken = default) =>
        agent.DeliverAsync(message, message.ToEnvelope(recipients), cancellationToken);

    /// <summary>Delivers a message under an envelope that the caller made, as of <see cref="MimeMessageExtensions.ToEnvelope"/> and <c>with</c>.</summary>
    /// <param name="agent">Takes the message.</param>
    /// <param name="message">The message.</param>
    /// <param name="envelope">Sender, recipients and transport facts.</param>
    /// <param name="cancellationToken">Honoured until the commit; a committed recipient stays delivered.</param>
    /// <returns>One outcome per recipient, in envelope order.</returns>
    /// <exception cref="Storage.MsgStoreException">As the agent throws.</exception>
    public static ValueTask<DeliveryReport> DeliverAsync(
        this IDeliveryAgent agent, MimeMessage message, Envelope envelope, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return agent.DeliverAsync(envelope, message.ToSubmissionContent(), cancellationToken);
    }

    /// <summary>Submits a message to all whom it names: To, Cc and Bcc, or of a resent one Resent-To, Resent-Cc and Resent-Bcc (RFC 5322 §3.6.3, §3.6.6).</summary>
    /// <remarks>
    /// The envelope is <see cref="MimeMessageExtensions.ToSubmissionEnvelope"/>. With another reverse-path, a priority or a time: <c>DeliverAsync(message,
    /// message.ToSubmissionEnvelope() with { Priority = MailPriority.High })</c>.
    /// </remarks>
    /// <param name="agent">Takes mail for others.</param>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Honoured until the commit.</param>
    /// <returns>One outcome per recipient, in the order of the fields.</returns>
    /// <exception cref="Storage.MsgStoreException">
    /// NoRecipients, InvalidAddress: see <see cref="MimeMessageExtensions.ToSubmissionEnvelope"/>; nothing was sent. Otherwise as the agent throws.
    /// </exception>
    public static ValueTask<DeliveryReport> SubmitAsync(this IOutboundAgent agent, MimeMessage message, CancellationToken cancellationToken = default) =>
        agent.DeliverAsync(message, message.ToSubmissionEnvelope(), cancellationToken);
}
