using MsgStore.Mime;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Responses;

/// <summary>Makes the answer of <c>vacation</c>, or says why there is none (RFC 5230 §4, RFC 3834 §2).</summary>
public static class VacationResponse
{
    private static readonly string[] RecipientFields = ["To", "Cc", "Bcc", "Resent-To", "Resent-Cc", "Resent-Bcc"];
    private static readonly string[] ListFields = ["List-Id", "List-Help", "List-Subscribe", "List-Unsubscribe", "List-Post", "List-Owner", "List-Archive"];
    private static readonly string[] SystemSenders = ["MAILER-DAEMON", "LISTSERV", "MAJORDOMO", "NOREPLY", "NO-REPLY"];

    /// <summary>Says why the message is not to be answered; <see langword="null"/> where it is. Whether the sender had an answer before is the caller's to know.</summary>
    public static string? ReasonForSilence(VacationAction action, ResponseContext context)
    {
        var (header, envelope) = (context.Header, context.Envelope);
        var sender = envelope.From;
        if (sender.Length == 0)
            return "the reverse-path is empty";
        var local = sender.Contains('@', StringComparison.Ordinal) ? sender[..sender.LastIndexOf('@')] : sender;
        if (SystemSenders.Contains(local, StringComparer.OrdinalIgnoreCase) || local.StartsWith("owner-", StringComparison.OrdinalIgnoreCase)
            || local.EndsWith("-request", StringComparison.OrdinalIgnoreCase))
            return "the sender is a system";
        if (Own(action, context).Contains(sender, StringComparer.OrdinalIgnoreCase))
            return "the sender is the owner";
        if (ListFields.Any(field => header.First(field) is not null))
            return "it came over a mailing list";
        if (context.IsAutomatic)
            return "it was sent by a program";
        if (header.Find("Precedence").Any(field => MimeFieldValue.Parse(field.RawText).Value.ToLowerInvariant() is "bulk" or "list" or "junk"))
            return "it is bulk mail";
        if (header.Find("X-Auto-Response-Suppress").Any(field => field.RawText.Split(',').Any(word => word.Trim().ToUpperInvariant() is "OOF" or "ALL" or "AUTOREPLY")))
            return "its sender asks for no answers";
        return context.Options.Vacation.IgnoreRecipients || IsAddressed(action, context) ? null : "none of the owner's addresses is in its header";
    }

    /// <summary>Makes the answer.</summary>
    public static OutgoingMessage Create(VacationAction action, ResponseContext context)
    {
        var writer = new ResponseWriter(context, action.Handle)
            .Address("From", action.From ?? Recipient(action, context))
            .Address("To", Sender(context))
            .Text("Subject", action.Subject ?? Subject(context))
            .Thread(context.Header)
            .Field("Auto-Submitted", "auto-replied (vacation)")
            .Field("Precedence", "bulk");
        if (action.IsMime)
            writer.Field("MIME-Version", "1.0").Body(WithoutVersion(action.Reason), hasFields: true);
        else
            writer.PlainText(action.Reason);
        return new(context.Options.Vacation.SendsFromRecipient ? context.Envelope.To : "", [context.Envelope.From], writer.ToContent());
    }

    private static IEnumerable<string> Own(VacationAction action, ResponseContext context)
    {
        string[] envelope = context.Options.Vacation.KnowsOriginalRecipient && context.Envelope.OriginalTo is { } original ? [context.Envelope.To, original] : [context.Envelope.To];
        return envelope.Concat(context.OwnAddresses).Concat(action.Addresses)
            .Select(address => MailAddressList.TryParseSingle(address, out var parsed) ? parsed.Address : address);
    }

    private static IEnumerable<string> Addressed(ResponseContext context) =>
        RecipientFields.SelectMany(context.Header.Find).SelectMany(field => MailAddressList.Parse(field.RawText)).Select(address => address.Address);

    private static bool IsAddressed(VacationAction action, ResponseContext context) =>
        Addressed(context).Intersect(Own(action, context), StringComparer.OrdinalIgnoreCase).Any();

    // The address the sender wrote to, where it is one of the owner's (RFC 5230 §5.1).
    private static string Recipient(VacationAction action, ResponseContext context) =>
        Addressed(context).Intersect(Own(action, context), StringComparer.OrdinalIgnoreCase).FirstOrDefault() ?? context.Envelope.To;

    private static string Subject(ResponseContext context)
    {
        var options = context.Options.Vacation;
        var subject = context.Header.First("Subject")?.Text;
        if (string.IsNullOrEmpty(subject))
            return options.DefaultSubject;
        var text = options.SubjectTemplate.Replace("{subject}", subject, StringComparison.Ordinal);
        if (text.Length <= options.MaxSubjectLength)
            return text;
        var end = options.MaxSubjectLength - 1;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + "…";
    }

    // The sender as the header has them, display name and all, where that is who sent it (RFC 5230 §4.6).
    private static string Sender(ResponseContext context)
    {
        var sender = context.Envelope.From;
        string[] fields = ["Sender", "Resent-From", "From"];
        var known = fields.SelectMany(context.Header.Find).SelectMany(field => MailAddressList.Parse(field.RawText)).Where(address => address.IsValid);
        var found = known.FirstOrDefault(address => context.Options.Vacation.AnswersHeaderSender || address.Address.Equals(sender, StringComparison.OrdinalIgnoreCase));
        return found is null ? $"<{sender}>" : found.DisplayName.Length == 0 ? $"<{found.Address}>" : $"{ResponseWriter.Phrase(found.DisplayName)} <{found.Address}>";
    }

    // The entity brings its own Content fields; the version is the answer's.
    private static string WithoutVersion(string entity)
    {
        var part = MimePart.Parse(OctetText.Encode(entity));
        if (part.Header.Fields.IsEmpty && !entity.StartsWith("\r\n", StringComparison.Ordinal))
            return "\r\n" + entity;
        var kept = string.Concat(part.Header.Fields.Where(field => field.Name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)).Select(field => OctetText.Decode(field.Octets.Span)));
        return kept + (kept.Length == 0 || kept.EndsWith('\n') ? "" : "\r\n") + "\r\n" + OctetText.Decode(part.Body.Span);
    }
}
