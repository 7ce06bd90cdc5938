using System.Globalization;
using System.Text;
using MsgStore.Delivery;
using MsgStore.Mime;

namespace MsgStore.Queue.Notices;

/// <summary>Writes delivery status notifications: <c>multipart/report</c> (RFC 6522) with the fields of RFC 3464, or of RFC 6533 where addresses are international.</summary>
internal static class NoticeWriter
{
    // More than any address has.
    private const int MaxChars = 900;

    /// <summary>Writes a notice.</summary>
    /// <returns>The message: CRLF line ends, no line over 998 octets but those of the returned message.</returns>
    public static byte[] Write(Notice notice)
    {
        var boundary = $"=_report-{notice.Id}";
        var has8Bit = notice.IsGlobal || notice.Returned.Span.ContainsAnyExceptInRange((byte)0, (byte)127);
        var writer = new MessageWriter();
        WriteHeader(writer, notice, boundary, has8Bit);
        writer.Line($"--{boundary}").Line("Content-Type: text/plain; charset=utf-8").Line($"Content-Transfer-Encoding: {(notice.IsGlobal ? "8bit" : "7bit")}").Line();
        WriteText(writer, notice);
        writer.Line().Line($"--{boundary}").Line($"Content-Type: message/{(notice.IsGlobal ? "global-" : "")}delivery-status");
        if (notice.IsGlobal)
            writer.Line("Content-Transfer-Encoding: 8bit");
        writer.Line();
        WriteStatus(writer, notice);
        WriteReturned(writer, notice, boundary, has8Bit);
        writer.Line().Line($"--{boundary}--");
        return writer.ToArray();
    }

    private static void WriteHeader(MessageWriter writer, Notice notice, string boundary, bool has8Bit)
    {
        writer.Field("From", $"Mail Delivery System <{notice.From}>")
            .Field("To", $"<{notice.To}>")
            .Field("Subject", notice.Kind switch
            {
                NoticeKind.Failed => "Your message could not be delivered",
                NoticeKind.Delayed => "Your message is delayed",
                NoticeKind.Relayed => "Your message was passed on",
                _ => "Your message was delivered",
            })
            .Field("Date", Date(notice.Now))
            .Field("Message-ID", $"<{notice.Id}@{notice.HostName.Trim('[', ']')}>")
            .Field("Auto-Submitted", "auto-replied")
            .Field("MIME-Version", "1.0")
            .Field("Content-Type", $"multipart/report; report-type={(notice.IsGlobal ? "global-" : "")}delivery-status; boundary=\"{boundary}\"");
        if (has8Bit)
            writer.Field("Content-Transfer-Encoding", "8bit");
        writer.Line();
    }

    private static void WriteText(MessageWriter writer, Notice notice)
    {
        writer.Line($"This is the mail system at {notice.HostName}.").Line();
        writer.Line(notice.Kind switch
        {
            NoticeKind.Failed => "Your message could not be delivered to these recipients. It will not be tried again.",
            NoticeKind.Delayed => "Your message has not been delivered to these recipients yet. You need not do anything: it is tried again.",
            NoticeKind.Relayed => "Your message was passed to a system that does not tell of its delivery, for these recipients.",
            _ => "Your message was delivered to these recipients.",
        });
        foreach (var recipient in notice.Recipients)
        {
            writer.Line().Line($"<{Text(recipient.Address.ToString(), notice)}>");
            if (recipient.Host.Length > 0 && recipient.Diagnostic is not null)
                writer.Text($"   {Text(recipient.Host, notice)} said: {Text(recipient.Diagnostic, notice)}");
            else if (recipient.Reason.Length > 0)
                writer.Text($"   {Text(recipient.Reason, notice)}");
            if (recipient.WillRetryUntil is { } until)
                writer.Line($"   It is tried until {Date(until)}.");
        }
    }

    private static void WriteStatus(MessageWriter writer, Notice notice)
    {
        writer.Field("Reporting-MTA", $"dns; {notice.HostName}");
        if (notice.EnvelopeIdentifier is { } envelope)
            writer.Field("Original-Envelope-Id", Text(envelope, notice));
        writer.Field("Arrival-Date", Date(notice.ArrivedAt));
        foreach (var recipient in notice.Recipients)
        {
            writer.Line();
            if (recipient.OriginalRecipient is { } original)
                writer.Field("Original-Recipient", Text(notice.IsGlobal ? original : RecipientDsn.ToAscii(original), notice));
            // RFC 6533 §3: the utf-8 address type where the address is not ASCII.
            writer.Field("Final-Recipient", $"{(recipient.Address.IsInternationalized ? "utf-8" : "rfc822")}; {Text(recipient.Address.ToString(), notice)}")
                .Field("Action", notice.Kind.ToString().ToLowerInvariant())
                .Field("Status", recipient.Status.ToString());
            if (recipient.Host.Length > 0 && recipient.Diagnostic is { } diagnostic)
                writer.Field("Remote-MTA", $"dns; {Text(recipient.Host, notice)}").Field("Diagnostic-Code", $"smtp; {Text(diagnostic, notice)}");
            writer.Field("Last-Attempt-Date", Date(notice.Now));
            if (recipient.WillRetryUntil is { } until)
                writer.Field("Will-Retry-Until", Date(until));
        }
    }

    private static void WriteReturned(MessageWriter writer, Notice notice, string boundary, bool has8Bit)
    {
        if (notice.Returned.IsEmpty)
            return;
        var type = (notice.IsWhole, notice.IsGlobal) switch
        {
            (true, false) => "message/rfc822",
            (true, true) => "message/global",
            (false, false) => "text/rfc822-headers",
            _ => "message/global-headers",
        };
        writer.Line().Line($"--{boundary}").Line($"Content-Type: {type}");
        if (has8Bit)
            writer.Line("Content-Transfer-Encoding: 8bit");
        writer.Line().Octets(notice.Returned.Span);
    }

    private static string Date(DateTimeOffset moment) => moment.ToUniversalTime().ToString("ddd, d MMM yyyy HH':'mm':'ss '+0000'", CultureInfo.InvariantCulture);

    // Other hosts' words: no line ends, no controls, and nothing beyond ASCII where the form does not allow it.
    private static string Text(string text, Notice notice)
    {
        // A hundred recipients whose replies are as long as a client reads would make a notice of a hundred megabytes.
        if (text.Length > MaxChars)
            text = text[..MaxChars];
        var safe = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            safe.Append(rune.Value < 0x20 || rune.Value == 0x7F ? " " : rune.IsAscii || notice.IsGlobal ? rune.ToString() : "?");
        return safe.ToString().Trim();
    }
}
