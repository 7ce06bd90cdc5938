using System.Globalization;
using System.Text;
using Kit = MimeKit;

namespace MsgStore.Mime.Tests.Oracle;

/// <summary>Reads a message with both readers and tells where they differ. What lies within a difference is not looked at: it follows from it.</summary>
internal sealed class Comparison
{
    private static readonly string[] TextFields = ["Subject", "Comments", "Content-Description"];
    private static readonly string[] AddressFields = ["From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Resent-From", "Resent-To"];
    private static readonly string[] DateFields = ["Date", "Resent-Date"];

    private readonly List<Difference> _differences = [];

    // MimeKit knows the code pages that the process has.
    static Comparison() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private Comparison()
    {
    }

    public static IReadOnlyList<Difference> Of(byte[] message)
    {
        var comparison = new Comparison();
        var ours = MimePart.Parse(message);
        Kit.MimeMessage theirs;
        try
        {
            using var stream = new MemoryStream(message);
            theirs = new Kit.MimeParser(stream, Kit.MimeFormat.Entity).ParseMessage();
        }
        catch (FormatException e)
        {
            return [new(Aspect.Message, "", message, "a message", e.Message) { Part = ours }];
        }
        using (theirs)
            comparison.CompareMessage(ours, theirs, "0");
        return comparison._differences;
    }

    private void CompareMessage(MimePart ours, Kit.MimeMessage theirs, string place)
    {
        if (theirs.Body is { } body)
            ComparePart(ours, [.. theirs.Headers.Concat(body.Headers).OrderBy(header => header.Offset)], body, place);
        else
            Add(new(Aspect.Message, place, ours.Octets, "a body", "none") { Part = ours });
    }

    private void ComparePart(MimePart ours, IReadOnlyList<Kit.Header> headers, Kit.MimeEntity theirs, string place)
    {
        if (!CompareFields(ours, headers, place))
            return;
        CompareDisposition(ours, theirs, place);
        // What a part holds follows from its type and encoding.
        if (!CompareType(ours, theirs, place) || !CompareEncoding(ours, theirs, place))
            return;
        var children = theirs switch
        {
            Kit.Multipart multipart => multipart.Count,
            Kit.MessagePart { Message: not null } => 1,
            _ => 0,
        };
        if (ours.Children.Length != children)
            Add(new(Aspect.Children, place, ours.Octets, $"{ours.MediaType} with {ours.Children.Length}", $"{theirs.GetType().Name} {theirs.ContentType.MimeType} with {children}") { Part = ours, Excess = ours.Children.Length - children });
        else if (theirs is Kit.Multipart multipart)
            for (var at = 0; at < children; at++)
                ComparePart(ours.Children[at], [.. multipart[at].Headers], multipart[at], $"{place}.{at}");
        else if (theirs is Kit.MessagePart { Message: { } message })
            CompareMessage(ours.Children[0], message, place + ".m");
        else if (theirs is Kit.MimePart leaf)
            CompareLeaf(ours, leaf, place);
    }

    private bool CompareFields(MimePart ours, IReadOnlyList<Kit.Header> theirs, string place)
    {
        var mine = ours.Header.Fields;
        // A line that is no field is a field to MimeKit; the others are compared all the same.
        var lines = theirs.Where(header => header.Field.Length == 0 || header.Field.AsSpan().ContainsAnyExceptInRange('!', '~')).ToList();
        if (theirs.Count - lines.Count > mine.Length && theirs[^1] is { RawValue.Length: 0 } cut)
            lines.Add(cut);
        foreach (var header in lines)
            Add(new(Aspect.NoField, place, header.RawValue, "no field", header.Field) { Part = ours });
        theirs = [.. theirs.Except(lines)];
        for (var at = 0; at < Math.Max(mine.Length, theirs.Count); at++)
        {
            var (our, their) = (at < mine.Length ? Print(mine[at]) : "none", at < theirs.Count ? Print(theirs[at]) : "none");
            if (our == their)
                continue;
            Add(new(Aspect.Fields, place, ours.Octets, our, their) { Part = ours });
            return false;
        }
        for (var at = 0; at < mine.Length; at++)
            CompareField(ours, mine[at], theirs[at], place);
        return true;
    }

    private static string Print(MimeHeaderField field) => $"{field.Name}:{Difference.Escape(BodyOf(field).Span.TrimEnd("\r\n"u8))}";

    private static string Print(Kit.Header header) => $"{header.Field}:{Difference.Escape(header.RawValue.AsSpan().TrimEnd("\r\n"u8))}";

    private static ReadOnlyMemory<byte> BodyOf(MimeHeaderField field) => field.Octets[(field.Octets.Span.IndexOf((byte)':') + 1)..];

    private void CompareField(MimePart part, MimeHeaderField ours, Kit.Header theirs, string place)
    {
        if (IsOne(TextFields, ours.Name))
            Compare(Aspect.FieldText, part, place, BodyOf(ours), ours.Text.Trim(), theirs.Value.Trim());
        else if (IsOne(AddressFields, ours.Name))
            CompareAddresses(part, ours, theirs, place);
        else if (IsOne(DateFields, ours.Name))
            Compare(Aspect.Date, part, place, BodyOf(ours), MailDate.TryParse(ours.RawText, out var our) ? Print(our) : "no date",
                Kit.Utils.DateUtils.TryParse(theirs.RawValue, out var their) ? Print(their) : "no date");
    }

    private static bool IsOne(string[] names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);

    public static string Print(DateTimeOffset date) => date.ToString("o", CultureInfo.InvariantCulture);

    private void CompareAddresses(MimePart part, MimeHeaderField field, Kit.Header theirs, string place)
    {
        var ours = MailAddressList.Parse(field.RawText);
        var list = Kit.InternetAddressList.TryParse(theirs.RawValue, out var parsed) ? parsed.Mailboxes.ToList() : null;
        if (list is null || list.Count != ours.Count || ours.Any(address => !address.IsValid))
        {
            Compare(Aspect.Addresses, part, place, BodyOf(field), string.Join(" ; ", ours.Select(Print)), list is null ? "no list" : string.Join(" ; ", list.Select(Print)));
            // Entry by entry, then.
            foreach (var address in ours.Where(address => address.IsValid))
                Compare(Aspect.Address, part, place, OctetText.Encode(address.Text), Print(address), Kit.MailboxAddress.TryParse(address.Text, out var mailbox) ? Print(mailbox) : "no address");
        }
        else
            for (var at = 0; at < ours.Count; at++)
                Compare(Aspect.Address, part, place, OctetText.Encode(ours[at].Text), Print(ours[at]), Print(list[at]));
    }

    /// <summary><c>name &lt;local part|domain&gt;</c>, or the text of what is no address.</summary>
    private static string Print(MailAddress address) => address.IsValid ? $"{address.DisplayName} <{address.LocalPart}|{address.Domain}>" : $"!{address.Text}";

    public static string Print(Kit.MailboxAddress mailbox) => $"{mailbox.Name} <{Unquoted(mailbox.LocalPart)}|{mailbox.Domain}>";

    // MimeKit keeps the quotes of a local part; ours is the text between them (RFC 5322 §3.2.4).
    private static string Unquoted(string localPart)
    {
        var text = new StringBuilder();
        var isQuoted = false;
        for (var at = 0; at < localPart.Length; at++)
            if (localPart[at] == '"')
                isQuoted = !isQuoted;
            else
                text.Append(isQuoted && localPart[at] == '\\' && at + 1 < localPart.Length ? localPart[++at] : localPart[at]);
        return text.ToString();
    }

    private bool CompareType(MimePart ours, Kit.MimeEntity theirs, string place)
    {
        var field = ours.Header.First("Content-Type");
        var raw = field is null ? default : BodyOf(field);
        if (!Compare(Aspect.MediaType, ours, place, raw, ours.MediaType, theirs.ContentType.MimeType.ToLowerInvariant()))
            return false;
        if (field is not null)
            CompareParameters(Aspect.TypeParameters, ours, place, raw, ours.ContentType, theirs.ContentType.Parameters);
        return field is null
            || (theirs.ContentType.Boundary == ours.ContentType["boundary"] && theirs.ContentType.Charset == ours.ContentType["charset"]);
    }

    private void CompareDisposition(MimePart ours, Kit.MimeEntity theirs, string place)
    {
        if (ours.Header.First("Content-Disposition") is not { } field)
            return;
        if (Compare(Aspect.Disposition, ours, place, BodyOf(field), ours.Disposition.Value.ToLowerInvariant(), theirs.ContentDisposition?.Disposition.ToLowerInvariant() ?? ""))
            CompareParameters(Aspect.DispositionParameters, ours, place, BodyOf(field), ours.Disposition, theirs.ContentDisposition?.Parameters ?? []);
    }

    private void CompareParameters(Aspect aspect, MimePart part, string place, ReadOnlyMemory<byte> raw, MimeFieldValue ours, Kit.ParameterList theirs)
    {
        foreach (var name in ours.Parameters.Keys.Concat(theirs.Select(parameter => parameter.Name)).Select(name => name.ToLowerInvariant()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            Compare(aspect, part, place, raw, Print(name, ours[name]), Print(theirs, name));
    }

    private static string Print(string name, string? value) => value is null ? "" : $"{name}={value}";

    /// <summary>A parameter, and nothing where it is missing.</summary>
    public static string Print(Kit.ParameterList parameters, string name) => Print(name, parameters.Contains(name) ? parameters[name] : null);

    private bool CompareEncoding(MimePart ours, Kit.MimeEntity theirs, string place)
    {
        if (ours.IsMultipart)
            return true;
        var encoding = (theirs as Kit.MimePart)?.ContentTransferEncoding switch
        {
            Kit.ContentEncoding.Base64 => "BASE64",
            Kit.ContentEncoding.QuotedPrintable => "QUOTED-PRINTABLE",
            Kit.ContentEncoding.UUEncode => "X-UUENCODE",
            _ => "",
        };
        var field = ours.Header.First("Content-Transfer-Encoding");
        return Compare(Aspect.Encoding, ours, place, field is null ? default : BodyOf(field), ours.IsBodyEncoded ? ours.Encoding?.ToUpperInvariant() ?? "" : "", encoding);
    }

    private void CompareLeaf(MimePart ours, Kit.MimePart theirs, string place)
    {
        using var decoded = new MemoryStream();
        theirs.Content?.DecodeTo(decoded);
        if (Compare(Aspect.Body, ours, place, ours.Body, Difference.Escape(ours.DecodedBody.Span), Difference.Escape(decoded.ToArray()))
            && theirs is Kit.TextPart text)
            Compare(Aspect.Text, ours, place, ours.Body, WithoutCr(ours.Text), WithoutCr(text.Text));
    }

    // MimeKit gives texts with the line ends of the system.
    private static string WithoutCr(string text) => text.Replace("\r", "", StringComparison.Ordinal);

    private bool Compare(Aspect aspect, MimePart part, string place, ReadOnlyMemory<byte> raw, string ours, string theirs)
    {
        if (string.Equals(ours, theirs, StringComparison.Ordinal))
            return true;
        Add(new(aspect, place, raw, ours, theirs) { Part = part });
        return false;
    }

    private void Add(Difference difference) => _differences.Add(difference);
}
