using System.Text;
using MsgStore.Mime;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Responses;

/// <summary>Makes the notice of <c>reject</c> where it cannot be refused at SMTP time: a disposition notification (RFC 5429 §2.2, RFC 8098).</summary>
public static class RejectResponse
{
    /// <summary>Makes the notice; <see langword="null"/> where the reverse-path is empty.</summary>
    public static OutgoingMessage? Create(RejectAction action, ResponseContext context)
    {
        var (envelope, header) = (context.Envelope, context.Header);
        if (envelope.From.Length == 0)
            return null;
        var boundary = "=_reject_" + context.Now.UtcTicks.ToString("x", System.Globalization.CultureInfo.InvariantCulture);
        var writer = new ResponseWriter(context, action.Reason)
            .Field("From", $"Mail Delivery Subsystem <postmaster@{context.ServerName}>")
            .Field("To", $"<{envelope.From}>")
            .Field("Subject", "Automatically rejected mail")
            .Thread(header)
            .Field("Auto-Submitted", "auto-replied (rejected)")
            .Field("Precedence", "bulk")
            .Field("MIME-Version", "1.0")
            .Field("Content-Type", $"multipart/report; report-type=disposition-notification; boundary=\"{boundary}\"")
            .Field("Content-Transfer-Encoding", "8bit")
            .Body(Parts(action, context, boundary));
        return new("", [envelope.From], writer.ToContent());
    }

    private static string Parts(RejectAction action, ResponseContext context, string boundary)
    {
        var output = new StringBuilder();
        output.Append($"--{boundary}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n")
            .Append($"Your message to <{context.Envelope.To}> was automatically rejected:\r\n{action.Reason}\r\n")
            .Append($"--{boundary}\r\nContent-Type: message/disposition-notification\r\n\r\n")
            .Append($"Reporting-UA: {context.ServerName}; MsgStore\r\n");
        if (context.Envelope.OriginalTo is { } original)
            output.Append($"Original-Recipient: rfc822; {original}\r\n");
        output.Append($"Final-Recipient: rfc822; {context.Envelope.To}\r\n");
        if (ResponseWriter.MessageId(context.Header) is { } id)
            output.Append($"Original-Message-ID: {id}\r\n");
        output.Append($"Disposition: automatic-action/MDN-sent-automatically; deleted\r\n\r\n--{boundary}\r\nContent-Type: text/rfc822-headers\r\n\r\n");
        foreach (var field in context.Header.Fields)
            output.Append(OctetText.Decode(field.Octets.Span));
        return output.Append($"\r\n--{boundary}--\r\n").ToString();
    }
}
