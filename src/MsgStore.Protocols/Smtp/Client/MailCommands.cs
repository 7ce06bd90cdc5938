using System.Globalization;
using System.Text;
using MsgStore.Delivery;
using MsgStore.Protocols.Smtp.Syntax;

namespace MsgStore.Protocols.Smtp.Client;

/// <summary>Writes MAIL and RCPT for what a server offers, and knows what cannot be sent to it at all.</summary>
internal sealed class MailCommands(SmtpClientOptions options, SmtpCapabilities capabilities, Envelope envelope, MessageContent content)
{
    private static readonly IdnMapping Idn = new();

    /// <summary>Prepares the commands. Recipients that cannot be served get their result at once.</summary>
    /// <returns><see langword="null"/> where nobody is left.</returns>
    public async ValueTask<PreparedCommands?> PrepareAsync(SmtpRecipientResult?[] results, CancellationToken cancellationToken)
    {
        if (capabilities.MaxSize < content.Length)
        {
            FailAll(results, new EnhancedStatusCode(5, 3, 4), $"The message has {content.Length} octets; the server takes {capabilities.MaxSize}.");
            return null;
        }

        var needs = NeedsProbe ? await ContentNeeds.ReadAsync(content, cancellationToken).ConfigureAwait(false) : default;
        if (needs.Has8Bit && !capabilities.Has8BitMime && !options.Send8BitAnyway)
        {
            FailAll(results, new EnhancedStatusCode(5, 6, 3), "The message has octets above 127; the server does not offer 8BITMIME.");
            return null;
        }

        // Without the extension a message may still go that only travelled with it and needs nothing of it (RFC 6531 §3.2).
        var sender = envelope.From is null ? "" : Spell(envelope.From);
        if (sender is null || (needs.Has8BitHeader && !capabilities.HasSmtpUtf8))
        {
            FailAll(results, new EnhancedStatusCode(5, 6, 7), "The message needs SMTPUTF8, which the server does not offer.");
            return null;
        }

        var recipients = envelope.Recipients.Select((recipient, index) => Recipient(recipient, ref results[index])).ToArray();
        return recipients.All(command => command.Length == 0) ? null : new PreparedCommands(Mail(sender), recipients);
    }

    private bool NeedsProbe => !capabilities.Has8BitMime || (envelope.IsSmtpUtf8 && !capabilities.HasSmtpUtf8);

    private bool UsesSmtpUtf8 => capabilities.HasSmtpUtf8
        && (envelope.IsSmtpUtf8 || envelope.From is { IsInternationalized: true } || envelope.Recipients.Any(recipient => recipient.Address.IsInternationalized));

    private string Mail(string sender)
    {
        var command = new StringBuilder($"MAIL FROM:<{sender}>");
        if (capabilities.HasSize)
            command.Append(CultureInfo.InvariantCulture, $" SIZE={content.Length}");
        if (capabilities.Has8BitMime)
            command.Append(" BODY=8BITMIME");
        if (UsesSmtpUtf8)
            command.Append(" SMTPUTF8");
        if (capabilities.HasDsn && envelope.Dsn?.Return is { } back)
            command.Append(back == DsnReturn.Full ? " RET=FULL" : " RET=HDRS");
        if (capabilities.HasDsn && envelope.Dsn?.EnvelopeIdentifier is { } identifier)
            command.Append(" ENVID=").Append(XText.Encode(identifier));
        return command.ToString();
    }

    private string Recipient(Recipient recipient, ref SmtpRecipientResult? result)
    {
        if (Spell(recipient.Address) is not { } address)
        {
            result = new SmtpRecipientResult(SmtpPhase.Recipient, new EnhancedStatusCode(5, 6, 7), "The address needs SMTPUTF8, which the server does not offer.");
            return "";
        }

        var command = new StringBuilder($"RCPT TO:<{address}>");
        if (!capabilities.HasDsn || recipient.Dsn is not { } dsn)
            return command.ToString();
        if (dsn.Notify is { } notify)
            command.Append(" NOTIFY=").Append(Spell(notify));
        if (dsn.OriginalRecipient is { } original && original.IndexOf(';', StringComparison.Ordinal) is > 0 and var at)
            command.Append(" ORCPT=").Append(original.AsSpan(0, at)).Append(';').Append(SpellOriginal(original, at));
        return command.ToString();
    }

    // Type utf-8 has an encoding of its own in the place of xtext, in which it also came (RFC 6533 §3).
    private string SpellOriginal(string original, int at)
    {
        var address = original[(at + 1)..];
        if (!original.AsSpan(0, at).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            return XText.Encode(address);
        return UsesSmtpUtf8 ? address : RecipientDsn.ToAscii(address);
    }

    // A domain has a form in ASCII (RFC 5890 §2.3.2.1), a local part has none.
    private string? Spell(EmailAddress address)
    {
        if (UsesSmtpUtf8 || !address.IsInternationalized)
            return address.ToString();
        if (!Ascii.IsValid(address.LocalPart))
            return null;
        try
        {
            return EmailAddress.TryCreate(address.LocalPart, Idn.GetAscii(address.Domain), out var spelled) ? spelled.ToString() : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string Spell(DsnNotify notify) =>
        notify == DsnNotify.Never ? "NEVER" : string.Join(',', Enum.GetValues<DsnNotify>()
            .Where(value => value != DsnNotify.Never && notify.HasFlag(value)).Select(value => value.ToString().ToUpperInvariant()));

    private static void FailAll(SmtpRecipientResult?[] results, EnhancedStatusCode status, string text) =>
        Array.Fill(results, new SmtpRecipientResult(SmtpPhase.Mail, status, text));
}
