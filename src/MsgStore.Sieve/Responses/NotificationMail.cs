using System.Collections.Immutable;
using MsgStore.Mime;
using MsgStore.Sieve.Evaluation;
using MsgStore.Sieve.Extensions;

namespace MsgStore.Sieve.Responses;

/// <summary>Makes the mail of a notification by <c>mailto:</c> (RFC 5436).</summary>
public static class NotificationMail
{
    private const int MaxTraceLength = 900;

    // One more than a message goes through before redirects hold it for one that goes in a circle.
    private const int MaxTraceFields = 51;

    /// <summary>Makes the notification; <see langword="null"/> where the message was sent by a program itself (RFC 5436 §2.7.1), or the method is no mailto URI that can be used.</summary>
    public static OutgoingMessage? Create(NotifyAction action, ResponseContext context)
    {
        if (!MailtoUri.IsMailto(action.Method) || !MailtoUri.TryParse(action.Method, out var uri, out _) || uri is null)
            return null;
        if (context.IsAutomatic)
            return null;
        // Auto-Submitted is the border between the trigger's own way and that of the notification (RFC 5436 §2.7.1).
        var trace = Received(context).Prepend(MimeHeaderField.Create("Auto-Submitted", HeaderText.OneLine($"auto-notified; owner-email=\"{context.Envelope.To}\"")));
        var writer = new ResponseWriter(context, action.Method, trace)
            .Address("From", action.From is { } from && MailAddressList.TryParseSingle(from, out _) ? from : context.Envelope.To);
        if (!uri.To.IsEmpty)
            writer.Field("To", string.Join(", ", uri.To.Select(ResponseWriter.Mailbox)));
        if (!uri.Cc.IsEmpty)
            writer.Field("Cc", string.Join(", ", uri.Cc.Select(ResponseWriter.Mailbox)));
        // The text is the subject; what the URI says comes after it, then the subject of the trigger (RFC 5436 §2.6, §2.7).
        writer.Text("Subject", Cut(action.Text ?? uri.Subject ?? DefaultSubject(context), context.Options.Vacation.MaxSubjectLength))
            .Field("Precedence", "bulk");
        writer.Field("X-Priority", action.Importance switch { 1 => "1 (Highest)", 3 => "5 (Lowest)", _ => "3 (Normal)" })
            .Field("Importance", action.Importance switch { 1 => "High", 3 => "Low", _ => "Normal" })
            .Field("X-Sieve", "MsgStore");
        foreach (var (name, value) in uri.Fields)
            writer.Text(name, value);
        writer.PlainText(uri.Body ?? DefaultBody(context));
        ImmutableArray<string> to = [.. uri.To.Concat(uri.Cc).Select(address => address.Address)];
        // An answer to a notification about a bounce must not bounce either (RFC 5436 §2.2).
        return new(context.Envelope.From.Length == 0 ? "" : $"postmaster@{context.ServerName}", to, writer.ToContent());
    }

    // What the message's sender wrote as a trace is written again, so that it is lines of a header and not many.
    private static IEnumerable<MimeHeaderField> Received(ResponseContext context) => context.Header.Find("Received").Where(field => field.RawText.Length <= MaxTraceLength)
        .Take(MaxTraceFields).Select(field => MimeHeaderField.Create(field.Name, HeaderText.OneLine(field.RawText)));

    private static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1)] + "…";

    private static string DefaultSubject(ResponseContext context) =>
        context.Header.First("Subject")?.Text is { Length: > 0 } subject ? subject : "Notification of new mail";

    private static string DefaultBody(ResponseContext context) =>
        $"New mail has arrived.\r\nFrom: {context.Header.First("From")?.Text ?? context.Envelope.From}\r\nSubject: {context.Header.First("Subject")?.Text}\r\n";
}
