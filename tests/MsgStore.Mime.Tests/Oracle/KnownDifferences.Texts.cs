using System.Text;
using System.Text.RegularExpressions;
using Kit = MimeKit;

namespace MsgStore.Mime.Tests.Oracle;

internal static partial class KnownDifferences
{
    private static IEnumerable<KnownDifference> OfTexts() =>
    [
        new("OctetsThatAreNoTextAreKept", "RFC 6532 §3.2",
            "Octets of a field that are no UTF-8 stay what they are. MimeKit takes them for ISO 8859-1.",
            Aspect.FieldText, difference => !OctetText.IsUtf8(difference.Ours) && IsLatin1(difference.Ours, difference.Theirs)),
        new("Utf8BesideAnEncodedWordIsUtf8", "RFC 6532 §3.2",
            "A text in UTF-8 is that where it looks like an encoded word, too. MimeKit takes it for ISO 8859-1.",
            Aspect.FieldText, difference => difference.Text.Contains("=?", StringComparison.Ordinal)
                && OnlyAscii(difference.Ours) == OnlyAscii(difference.Theirs.Replace("\u00A0", "", StringComparison.Ordinal))),
        new("EncodedWordNeedsNoBlankBeforeIt", "RFC 2047 §5 (1)",
            "A word that follows on other text without the blank that should part them is decoded. MimeKit does not where that text begins like a word.",
            Aspect.FieldText, difference => TouchingWord().IsMatch(difference.Text)),
        new("EncodedWordKeepsToItsGrammar", "RFC 2047 §2",
            "An encoded word names a charset, and its text holds neither blank nor question mark. MimeKit decodes what has them, too.",
            Aspect.FieldText, difference => LooseWord().IsMatch(difference.Text)),
        new("AnyTokenIsACharset", "RFC 2047 §2",
            "A word of a charset that nobody knows is decoded as its octets are, a name that begins with an asterisk or holds a full stop included. "
            + "MimeKit leaves such words.",
            Aspect.FieldText, difference => OddCharset().IsMatch(difference.Text)),
        new("EncodedCrStays", "RFC 2047 §6.2", "A CR or LF that an encoded word holds is text. MimeKit takes it out.",
            Aspect.FieldText, difference => WithoutCr(difference.Ours).Replace("\n", "", StringComparison.Ordinal) == difference.Theirs),
        new("UnpaddedBase64KeepsItsLastOctets", "RFC 2045 §6.8",
            "Where padding is missing or stands in the middle, what is there is decoded all the same. MimeKit drops octets that make no group of three.",
            Aspect.FieldText, difference => Padded(difference.Text) is var padded && padded != difference.Text
                && Kit.Utils.Rfc2047.DecodeText(OctetText.Encode(padded)).Trim() == difference.Ours),
        new("SequenceThatIsNoneStays", "RFC 2045 §6.7",
            "An equals sign that begins no sequence stays. MimeKit drops it.",
            Aspect.FieldText, difference => StrayEquals(difference.Text) is var escaped && escaped != difference.Text
                && Kit.Utils.Rfc2047.DecodeText(OctetText.Encode(escaped)).Trim() == difference.Ours),
        new("BareCrIsPassedOver", "RFC 5322 §2.2",
            "A CR that is alone is no part of a field. MimeKit keeps it, so that it parts words.",
            Aspect.FieldText, difference => HasBareCr(difference) && Kit.Utils.Rfc2047.DecodeText(OctetText.Encode(difference.Text)).Trim() == difference.Ours),
        new("MarkIsNoCharset", "RFC 2045 §5.2",
            "A text that names no charset has none of two octets, whatever mark it begins with. MimeKit goes by the mark.",
            Aspect.Text, difference => difference.Part is { } part && part.ContentType["charset"] is null
                && part.DecodedBody.Span is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..] or [0xEF, 0xBB, 0xBF, ..]),
        new("Utf16IsKnownByItsShortNames", "RFC 2781 §4.3",
            "utf16 means UTF-16. MimeKit does not know the name.",
            Aspect.Text, difference => difference.Part?.ContentType["charset"]?.ToUpperInvariant() is "UTF16"
                && new[] { Encoding.UTF8, Encoding.Latin1, Encoding.BigEndianUnicode }.Any(encoding =>
                    WithoutCr(encoding.GetString(difference.Part.DecodedBody.Span)).TrimEnd('\uFFFD') == difference.Theirs.TrimEnd('\uFFFD'))),
        new("AsciiHoldsSevenBits", "RFC 2046 §4.1.2",
            "Octets above 127 in a text of us-ascii are read as UTF-8 where they are that, else they become U+FFFD. MimeKit makes question marks of them.",
            Aspect.Text, difference => difference.Part is { } part && part.ContentType["charset"]?.ToUpperInvariant() is "US-ASCII" or "ASCII"
                && WithoutCr(string.Concat(part.DecodedBody.ToArray().Select(octet => octet > 127 ? '?' : (char)octet))) == difference.Theirs),
        new("TextWithoutCharsetIsUtf8OrLatin1", "RFC 2045 §5.2",
            "A text of no charset, or of one that nobody knows, is UTF-8 where it is that, else ISO 8859-1. MimeKit drops a character that is cut at the end.",
            Aspect.Text, difference => difference.Part is { } part && !MimeCharset.TryGet(part.ContentType["charset"], out _)
                && !System.Text.Unicode.Utf8.IsValid(part.DecodedBody.Span)
                && difference.Ours == WithoutCr(Encoding.Latin1.GetString(part.DecodedBody.Span))),
        new("CutCharacterIsReplaced", "Unicode 3.9 D93b",
            "A character that is cut at the end of a text becomes U+FFFD, as one within it. MimeKit drops it.",
            Aspect.Text, difference => difference.Ours.Length == difference.Theirs.Length + 1 && difference.Ours[..^1] == difference.Theirs
                && difference.Ours[^1] is '\uFFFD' or '?' or '\u30FB'),
        new("Utf16IsBigEndian", "RFC 2781 §4.3",
            "UTF-16 without a mark is big-endian, unless its zeros say otherwise, and with a mark what it says. To MimeKit it is little-endian.",
            Aspect.Text, difference => difference.Part?.ContentType["charset"]?.ToUpperInvariant() == "UTF-16"
                && WithoutCr(Encoding.Unicode.GetString(difference.Part.DecodedBody.Span)).TrimEnd('\uFFFD') == difference.Theirs.TrimEnd('\uFFFD')),
    ];

    private static string Escaped(string text) => string.Concat(text.Select(c => c is >= '\uDC80' and <= '\uDCFF' ? (char)(c - '\uDC00') : c));

    private static string WithoutCr(string text) => text.Replace("\r", "", StringComparison.Ordinal);

    private static string AsLatin1(string text) => Encoding.Latin1.GetString(OctetText.Encode(text));

    private static string StrayEquals(string text) => QuotedWord().Replace(text, match => StraySign().Replace(match.Value, "=3D"));

    [GeneratedRegex(@"(?<==\?[^?\s]+\?[Qq]\?)[^?\s]*(?=\?=)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex QuotedWord();

    [GeneratedRegex("=(?![0-9A-Fa-f]{2})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StraySign();

    // Of words apart, or of all.
    private static bool IsLatin1(string ours, string theirs) => Escaped(ours).Trim() == theirs.Trim() || AsLatin1(ours).Trim() == theirs.Trim()
        || Unblank().Replace(ours, match => OctetText.IsUtf8(match.Value) ? match.Value : AsLatin1(match.Value)).Trim() == theirs.Trim();

    private static string OnlyAscii(string text) => string.Concat(text.Where(char.IsAscii));

    [GeneratedRegex(@"=\?([*][^?\s]*|[^?\s]*[.:][^?\s]*)\?[BbQq]\?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OddCharset();

    [GeneratedRegex(@"[^ \t]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Unblank();

    [GeneratedRegex(@"=\?[^?]*=\?[^?\s]+\?[BbQq]\?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TouchingWord();

    private static string Padded(string text) => Base64Word().Replace(text, match =>
        $"=?{match.Groups["charset"].Value}?B?{Convert.ToBase64String(TransferEncoding.DecodeBase64(OctetText.Encode(match.Groups["text"].Value)))}?=");

    [GeneratedRegex(@"=\?(?<charset>[^?\s]+)\?[Bb]\?(?<text>[^?\s]*)\?=", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Base64Word();

    [GeneratedRegex(@"=\?[^?\s]*[()<>@,;""/\[\]=\\][^?\s]*\?[BbQq]\?|=\?[^?\s]+\?[BbQq]\?((?!\?=).)*[\s?]((?!\?=).)*\?=", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LooseWord();
}
