using Kit = MimeKit;

namespace MsgStore.Mime.Tests.Oracle;

internal static partial class KnownDifferences
{
    // What ours does to a body by the document and MimeKit does not: a difference is explained where MimeKit gives our octets when it is done before.
    private static readonly (string Name, Func<byte[], byte[]> Repair)[] QuotedPrintableRepairs =
    [
        ("BlanksAtTheEndOfALineAreNone", octets => Lines(octets, isTrimmed: true, hasCrlf: false)),
        ("QuotedPrintableLinesEndInCrlf", octets => Lines(octets, isTrimmed: false, hasCrlf: true)),
        ("SequenceThatIsNoneStays", EscapeStrayEquals),
    ];

    private static IEnumerable<KnownDifference> OfBodies() =>
    [
        new("UnpaddedBase64KeepsItsLastOctets", "RFC 2045 §6.8",
            "Where padding is missing or stands in the middle, what is there is decoded all the same. MimeKit drops octets that make no group of three.",
            Aspect.Body, difference => difference.Part is { Encoding: { } encoding } && encoding.Equals("base64", StringComparison.OrdinalIgnoreCase)
                && difference.Ours == Printed(difference, Kit.ContentEncoding.Base64, octets => System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(TransferEncoding.DecodeBase64(octets))))),
        Of(0, "RFC 2045 §6.7 (3)", "Blanks at the end of an encoded line were added on the way, and go. MimeKit keeps them."),
        Of(1, "RFC 2045 §6.7 (4)", "A line ends in CRLF, whatever it ended in as text. MimeKit keeps a lone LF."),
        Of(2, "RFC 2045 §6.7", "An equals sign that begins no sequence stays, as that section advises. MimeKit drops it at the end of the body, or takes a lower digit for one."),
    ];

    private static KnownDifference Of(int repair, string document, string reason) => new(QuotedPrintableRepairs[repair].Name, document, reason, Aspect.Body, difference =>
    {
        if (difference.Part is not { Encoding: { } encoding } || !encoding.Equals("quoted-printable", StringComparison.OrdinalIgnoreCase))
            return false;
        var raw = difference.Raw.ToArray();
        return !QuotedPrintableRepairs[repair].Repair(raw).AsSpan().SequenceEqual(raw)
            && difference.Ours == Printed(difference, Kit.ContentEncoding.QuotedPrintable, octets => EscapeStrayEquals(Lines(octets, isTrimmed: true, hasCrlf: true)));
    });

    private static string Printed(Difference difference, Kit.ContentEncoding encoding, Func<byte[], byte[]> repair)
    {
        using var content = new Kit.MimeContent(new MemoryStream(repair(difference.Raw.ToArray())), encoding);
        using var decoded = new MemoryStream();
        content.DecodeTo(decoded);
        return Difference.Escape(decoded.ToArray());
    }

    // Each line, with CRLF at its end where that is asked for.
    private static byte[] Lines(byte[] octets, bool isTrimmed, bool hasCrlf)
    {
        var changed = new List<byte>();
        foreach (var line in MessageMutator.Lines(octets))
        {
            var text = line.AsSpan().TrimEnd("\n"u8);
            var hasEnd = text.Length < line.Length;
            // CRLF and LF, and several CRs before it, are one line end.
            var end = !hasEnd ? default : hasCrlf || text.EndsWith("\r"u8) ? "\r\n"u8 : "\n"u8;
            text = hasEnd ? text.TrimEnd("\r"u8) : text;
            changed.AddRange(isTrimmed ? text.TrimEnd(" \t"u8) : text);
            changed.AddRange(end);
        }
        return [.. changed];
    }

    private static byte[] EscapeStrayEquals(byte[] octets)
    {
        var changed = new List<byte>();
        for (var at = 0; at < octets.Length; at++)
        {
            changed.Add(octets[at]);
            var rest = octets.AsSpan(at + 1);
            if (octets[at] == (byte)'=' && !rest.IsEmpty && !(rest is [var high, var low, ..] && char.IsAsciiHexDigit((char)high) && char.IsAsciiHexDigit((char)low))
                && !rest.StartsWith("\r\n"u8) && !rest.StartsWith("\n"u8))
                changed.AddRange("3D"u8);
        }
        return [.. changed];
    }
}
