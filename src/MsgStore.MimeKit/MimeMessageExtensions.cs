using MimeKit;
using MsgStore.Delivery;
using MsgStore.Storage;

namespace MsgStore.MimeKit;

/// <summary>Contents and envelopes of a <see cref="MimeMessage"/>. None of these verbs changes the message.</summary>
/// <remarks>As <see cref="MimeMessage"/> itself, for one caller at a time: parts are read from streams that have one position.</remarks>
public static class MimeMessageExtensions
{
    /// <summary>The message as octets with CRLF line ends, with every field it has, Bcc included.</summary>
    /// <remarks>
    /// Written once, into blocks that are all the content holds on to: it may be opened as often as wanted, and what becomes of the message later does not
    /// touch it. What was parsed stays as it was, octets above 127 and signatures included. A part made here that names no transfer encoding and needs one
    /// gets one of seven bits, which every host takes (RFC 2045 §6.1, RFC 6152). Header fields are in UTF-8 where an address of the message needs
    /// that (RFC 6532 §3.2), else in encoded words (RFC 2047).
    /// </remarks>
    /// <param name="message">The message.</param>
    /// <exception cref="IOException">A part could not be read.</exception>
    public static MessageContent ToMessageContent(this MimeMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return MimeSerializer.Serialize(message, isSent: false);
    }

    /// <summary>
    /// As <see cref="ToMessageContent"/>, without what others must not see or is not theirs: Bcc and Resent-Bcc (RFC 5322 §3.6.3, §3.6.6), and the Return-Path
    /// that an earlier delivery wrote (RFC 5321 §4.4). Messages attached to the message stay as they are.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <exception cref="IOException">A part could not be read.</exception>
    public static MessageContent ToSubmissionContent(this MimeMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return MimeSerializer.Serialize(message, isSent: true);
    }

    /// <summary>An envelope for recipients that the caller names.</summary>
    /// <remarks>
    /// The reverse-path is who sent the message: Resent-Sender or else the first of Resent-From where the message is resent (RFC 5322 §3.6.6), Sender or else
    /// the first of From where it is not (§3.6.2). Another one is set by <c>with</c>: <c>envelope with { From = null }</c>.
    /// </remarks>
    /// <param name="message">The message.</param>
    /// <param name="recipients">The forward-paths; the second of two that are equal is left out.</param>
    /// <param name="time">Gives the time of receipt; <see langword="null"/> for the system's.</param>
    /// <exception cref="MsgStoreException">NoRecipients: there are none. InvalidAddress: the message names no sender, or one that is no mailbox (RFC 5321 §4.1.2).</exception>
    public static Envelope ToEnvelope(this MimeMessage message, IEnumerable<EmailAddress> recipients, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(recipients);
        var fields = AddressFields.Of(message);
        return Create(message, fields.ReadSender(), recipients, time);
    }

    /// <summary>The envelope of a message that goes to those it names: To, Cc and Bcc, or of a resent one Resent-To, Resent-Cc and Resent-Bcc.</summary>
    /// <remarks>
    /// The reverse-path is found as <see cref="ToEnvelope"/> has it. Members of groups stand for themselves (RFC 5322 §3.4); of equal addresses the first counts. Of a
    /// message that was resent more than once, the topmost block of Resent fields counts, which is the latest (§3.6.6). A domain beyond ASCII becomes
    /// its A-labels (RFC 5890 §2.3.2.1) unless the local part needs SMTPUTF8 anyway; <see cref="Envelope.IsSmtpUtf8"/> says whether the message does (RFC 6531 §3.4).
    /// </remarks>
    /// <param name="message">The message.</param>
    /// <param name="time">Gives the time of receipt; <see langword="null"/> for the system's.</param>
    /// <exception cref="MsgStoreException">
    /// NoRecipients: the message names none. InvalidAddress: it names no sender, or a field holds what is no mailbox (RFC 5321 §4.1.2): then it goes to nobody.
    /// </exception>
    public static Envelope ToSubmissionEnvelope(this MimeMessage message, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        var fields = AddressFields.Of(message);
        return Create(message, fields.ReadSender(), fields.ReadRecipients(), time);
    }

    private static Envelope Create(MimeMessage message, EmailAddress sender, IEnumerable<EmailAddress> recipients, TimeProvider? time)
    {
        var now = (time ?? TimeProvider.System).GetUtcNow();
        var envelope = new Envelope
        {
            Id = EnvelopeId.New(now),
            From = sender,
            Recipients = [.. recipients.Distinct().Select(address => new Recipient(address))],
            ReceivedAt = now,
        };
        if (envelope.Recipients.IsEmpty)
            throw new MsgStoreException(StoreError.NoRecipients, "The message goes to nobody: neither its fields nor the caller name a recipient.");
        var isSmtpUtf8 = sender.IsInternationalized || envelope.Recipients.Any(recipient => recipient.Address.IsInternationalized) || AddressFields.NeedUtf8(message);
        return envelope with { IsSmtpUtf8 = isSmtpUtf8 };
    }
}
