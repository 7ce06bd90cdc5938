namespace MsgStore.Mime.Tests.Oracle;

internal static partial class KnownDifferences
{
    private static IEnumerable<KnownDifference> OfStructure() =>
    [
        new("AnyOctetsAreAMessage", "RFC 5322 §3.5",
            "MimeKit refuses a message that begins with no field, or ends within the name of one. A store has to show what it holds.",
            Aspect.Message, difference => BeginsWithNoField(difference.Raw.Span) || EndsInAName(difference.Raw.Span)),
        new("LineWithoutFieldIsNoField", "RFC 5322 §3.6.8",
            "A line in a header section whose name is none, or that has no colon, is a field to MimeKit; its name is the line. Ours passes it over.",
            Aspect.NoField, difference => difference.Ours == "no field"),
        new("DelimiterEndsHeader", "RFC 2046 §5.1.1",
            "A line that begins with two hyphens, or an HTML document, is the body where the empty line before it is missing. To MimeKit it is a "
            + "field or nothing.",
            Aspect.Fields, difference => difference.Part is { HasBody: true } part && BeginsBodyWithoutEmptyLine(part)),
        new("DelimiterEndsHeader", "RFC 2046 §5.1.1", "The line is in our body and not in MimeKit's.",
            Aspect.Body, difference => difference.Part is { HasBody: true } part && BeginsBodyWithoutEmptyLine(part)),
        new("ExternalBodyHoldsNoMessage", "RFC 2046 §5.2.3",
            "What stands in message/external-body is the header of a body that is elsewhere, in text/rfc822-headers a header alone (RFC 6522 §4), in "
            + "message/news an article (RFC 5537 §5, obsolete). MimeKit reads a message there.",
            Aspect.Children, difference => difference.Excess == -1
                && difference.Part?.MediaType is "message/external-body" or "text/rfc822-headers" or "message/news" or "message/rfc2822"),
        new("EncodedMessageIsRead", "RFC 6532 §3.7",
            "A message that is encoded, as message/global may be, is read by ours, and a part without parts to MimeKit.",
            Aspect.Children, difference => difference is { Excess: 1, Part: { MediaType: "message/rfc822" or "message/global", IsBodyEncoded: true } }),
        new("DelimiterEndsHeader", "RFC 2046 §5.1.1", "The delimiter begins a part of ours. MimeKit took it for a field or nothing.",
            Aspect.Children, difference => difference is { Part: { IsMultipart: true } part } && (BeginsBodyWithoutEmptyLine(part)
                || difference.Excess <= part.Children.Count(BeginsBodyWithoutEmptyLine))),
        new("InnerBoundaryIsNotTheOuterOne", "RFC 2046 §5.1.2",
            "A multipart within another needs a boundary of its own. Where it has none, each delimiter is the outer one's to ours, and the inner "
            + "one's to MimeKit.",
            Aspect.Children, difference => difference.Part is { IsMultipart: true } part
                && part.SelfAndDescendants().Skip(1).Any(inner => inner.IsMultipart && inner.ContentType["boundary"] == part.ContentType["boundary"])),
        new("EmptyPartIsAPart", "RFC 2046 §5.1.1",
            "A part may be empty, or a header alone. Where the next delimiter or the end of the message follows at once, MimeKit has none.",
            Aspect.Children, difference => difference is { Excess: > 0, Part: { IsMultipart: true } part }
                && difference.Excess <= part.Children.Count(child => child.Body.IsEmpty)),
        new("AnyOctetsAreAMessage", "RFC 5322 §3.5", "The message within a part, too.",
            Aspect.Children, difference => difference is { Excess: 1, Part: { IsMultipart: false } part } && (BeginsWithNoField(part.Body.Span)
                || EndsInAName(part.Body.Span))),
    ];

    private static bool BeginsWithNoField(ReadOnlySpan<byte> octets)
    {
        var reader = new HeaderFieldReader(octets);
        return reader.TryRead(out var field) ? field.Name.IsEmpty : !reader.HasReadEmptyLine;
    }

    private static bool EndsInAName(ReadOnlySpan<byte> octets)
    {
        var reader = new HeaderFieldReader(octets);
        while (reader.TryRead(out _))
        {
        }
        return !reader.HasReadEmptyLine && octets[(octets.LastIndexOf((byte)'\n') + 1)..] is { IsEmpty: false } last && last.IndexOf((byte)':') < 0;
    }

    private static bool BeginsBodyWithoutEmptyLine(MimePart part) =>
        part.HeaderOctets.Length == part.HeaderLength && (part.Body.Span.StartsWith("--"u8) || part.Body.Span.StartsWith("<"u8));
}
