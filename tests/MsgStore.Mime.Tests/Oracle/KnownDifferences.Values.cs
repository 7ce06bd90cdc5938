using System.Text.RegularExpressions;
using Kit = MimeKit;

namespace MsgStore.Mime.Tests.Oracle;

internal static partial class KnownDifferences
{
    private static IEnumerable<KnownDifference> OfValues() =>
    [
        new("BrokenTypeIsPlainText", "RFC 2045 §5.2",
            "A Content-Type that is syntactically invalid counts as missing. MimeKit takes what of it can be read, or application/octet-stream.",
            Aspect.MediaType, difference => difference.Ours is "text/plain" or "message/rfc822" && !Grammar.IsMediaType(difference.Text.Split(';')[0])),
        new("QuotedTypeIsRead", "RFC 2045 §5.1",
            "A type in quotes, which the grammar does not have, is read as if they were not there. To MimeKit it is application/octet-stream.",
            Aspect.MediaType, difference => difference.Text.Split(';')[0].Contains('"', StringComparison.Ordinal)),
        new("TypeOfThreeNamesIsOctets", "RFC 2045 §5.2",
            "Of three names nobody can tell which two are meant. MimeKit takes the first two, or what follows the first slash.",
            Aspect.MediaType, difference => difference.Ours == "application/octet-stream" && difference.Part?.ContentType.Value.Count(c => c == '/') > 1),
        new("OpenCommentHidesNothingBefore", "RFC 5322 §3.2.2",
            "A comment that is not closed hides what stands in it, not the value before it. To MimeKit the type is none.",
            Aspect.MediaType, HasOpenComment),
        new("OpenCommentHidesNothingBefore", "RFC 5322 §3.2.2", "Nor the encoding before it.", Aspect.Encoding, HasOpenComment),
        new("BareCrIsPassedOver", "RFC 5322 §2.2",
            "A CR that is alone is no part of a field. MimeKit takes it for a blank.",
            Aspect.MediaType, HasBareCr),
        new("CommentIsNoPartOfAnEncoding", "RFC 5322 §3.2.2",
            "A comment that stands at an encoding without a blank is one. MimeKit takes it for a part of the word.",
            Aspect.Encoding, difference => difference.Theirs.Length == 0 && difference.Text.Contains('(', StringComparison.Ordinal)),
        new("QuotedEncodingIsRead", "RFC 2045 §6.1",
            "An encoding in quotes, which the grammar does not have, is read as if they were not there. To MimeKit it is none.",
            Aspect.Encoding, difference => difference.Text.Contains('"', StringComparison.Ordinal) && difference.Theirs.Length == 0),
        new("TypeIsAToken", "RFC 2045 §5.1",
            "What is a token by the grammar is a type, a full stop or another sign at its beginning notwithstanding. MimeKit asks for a letter or digit.",
            Aspect.MediaType, difference => difference.Theirs == "application/octet-stream" && Grammar.IsMediaType(difference.Text.Split(';')[0])),
        new("OctetsThatAreNoTextAreKept", "RFC 6532 §3.2", "In parameters, too.", Aspect.TypeParameters, IsLatin1),
        new("OctetsThatAreNoTextAreKept", "RFC 6532 §3.2", "In parameters, too.", Aspect.DispositionParameters, IsLatin1),
        new("EmptyCharsetIsOne", "RFC 2231 §4",
            "Charset, language and text of a parameter may be empty; the quotes between them are no part of its value. MimeKit keeps them where two "
            + "of them are.",
            Aspect.TypeParameters, IsQuoteless),
        new("EmptyCharsetIsOne", "RFC 2231 §4", "As for Content-Type.", Aspect.DispositionParameters, IsQuoteless),
        new("MalformedParameterHidesNone", "RFC 2045 §5.1",
            "What stands before the first place that is no parameter is read as it is; behind it ours goes on with the next semicolon. MimeKit goes "
            + "on otherwise, or takes no parameter at all.",
            Aspect.TypeParameters, IsBehindMalformed),
        new("MalformedParameterHidesNone", "RFC 2183 §2", "As for Content-Type.", Aspect.DispositionParameters, IsBehindMalformed),
        new("StrayPercentStays", "RFC 2231 §7",
            "A percent sign that begins no octet stays. MimeKit drops it, and what follows.",
            Aspect.TypeParameters, difference => IsRepaired(difference, EscapePercents)),
        new("StrayPercentStays", "RFC 2231 §7",
            "As for Content-Type.",
            Aspect.DispositionParameters, difference => IsRepaired(difference, EscapePercents)),
        new("SectionsCountFromZero", "RFC 2231 §3",
            "Sections without a first one are no parameter. MimeKit joins what there is.",
            Aspect.TypeParameters, IsWithoutFirstSection),
        new("SectionsCountFromZero", "RFC 2231 §3", "As for Content-Type.", Aspect.DispositionParameters, IsWithoutFirstSection),
        new("UnpaddedBase64KeepsItsLastOctets", "RFC 2045 §6.8",
            "In parameters, too.",
            Aspect.TypeParameters, difference => IsRepaired(difference, Padded)),
        new("UnpaddedBase64KeepsItsLastOctets", "RFC 2045 §6.8",
            "As for Content-Type.",
            Aspect.DispositionParameters, difference => IsRepaired(difference, Padded)),
        new("SectionsEndAtAGap", "RFC 2231 §3",
            "Behind a section that is missing there are none. MimeKit joins what there is.",
            Aspect.TypeParameters, IsWithGap),
        new("SectionsEndAtAGap", "RFC 2231 §3", "As for Content-Type.", Aspect.DispositionParameters, IsWithGap),
        new("BareCrIsPassedOver", "RFC 5322 §2.2",
            "In parameters, too.",
            Aspect.TypeParameters, difference => HasBareCr(difference) && (difference.Theirs.Length == 0 || IsReadAs(difference, difference.Text))),
        new("BareCrIsPassedOver", "RFC 5322 §2.2",
            "In parameters, too.",
            Aspect.DispositionParameters, difference => HasBareCr(difference) && (difference.Theirs.Length == 0 || IsReadAs(difference, difference.Text))),
        new("ExtendedValueWithoutCharsetIsUtf8", "RFC 2231 §4",
            "An extended value that names no charset, not even an empty one, is UTF-8 where it is that. MimeKit takes it for ISO 8859-1.",
            Aspect.TypeParameters, IsLatin1OfUtf8),
        new("ExtendedValueWithoutCharsetIsUtf8", "RFC 2231 §4", "As for Content-Type.", Aspect.DispositionParameters, IsLatin1OfUtf8),
        new("BlankBehindAValueIsNone", "RFC 2045 §5.1",
            "Blanks and comments behind a value are no part of it. MimeKit keeps them at the end of the field.",
            Aspect.TypeParameters, IsTrimmed),
        new("BlankBehindAValueIsNone", "RFC 2045 §5.1", "As for Content-Type.", Aspect.DispositionParameters, IsTrimmed),
        new("FirstParameterCounts", "RFC 2045 §5",
            "Of two parameters of one name the first counts. MimeKit takes the last, or joins them.",
            Aspect.TypeParameters, IsRepeated),
        new("FirstParameterCounts", "RFC 2045 §5", "As for Content-Type.", Aspect.DispositionParameters, IsRepeated),
        new("UndecodableIsReplaced", "RFC 2231 §4",
            "Octets that are none of the charset become U+FFFD. MimeKit makes question marks of them.",
            Aspect.TypeParameters, IsReplaced),
        new("UndecodableIsReplaced", "RFC 2231 §4", "As for Content-Type.", Aspect.DispositionParameters, IsReplaced),
        new("EncodedWordKeepsToItsGrammar", "RFC 2047 §2",
            "In parameters, too, where encoded words are not allowed and are read all the same.",
            Aspect.TypeParameters, difference => LooseWord().IsMatch(difference.Text) || OddCharset().IsMatch(difference.Text)
                || TouchingWord().IsMatch(difference.Text)),
        new("EncodedWordKeepsToItsGrammar", "RFC 2047 §2",
            "As for Content-Type.",
            Aspect.DispositionParameters, difference => LooseWord().IsMatch(difference.Text) || OddCharset().IsMatch(difference.Text)
                || TouchingWord().IsMatch(difference.Text)),
        new("DispositionIsGivenAsItStands", "RFC 2183 §2.8",
            "A disposition that is no token, or missing, is given as it stands. MimeKit takes its first word, or attachment.",
            Aspect.Disposition, difference => !Grammar.IsToken(difference.Ours)),
        new("TypeIsAToken", "RFC 2183 §2",
            "As for Content-Type.",
            Aspect.Disposition, difference => difference.Ours.StartsWith(difference.Theirs, StringComparison.Ordinal) && Grammar.IsToken(difference.Ours)),
        new("EncodingIsOneWord", "RFC 2045 §6.1",
            "A Content-Transfer-Encoding of several words is none that is known, so the body stays as it is (§6.4). MimeKit takes the first word.",
            Aspect.Encoding, difference => difference.Ours.Length == 0 && difference.Part?.Encoding is { } encoding
                && encoding.Contains(difference.Theirs, StringComparison.OrdinalIgnoreCase) && !Grammar.IsToken(encoding)),
        new("UuencodeIsNoEncoding", "RFC 2045 §6.3",
            "x-uuencode is a private encoding; such a body stays as it is. MimeKit decodes it.",
            Aspect.Encoding, difference => difference.Ours.Length == 0 && difference.Theirs == "X-UUENCODE"),
        new("DateKeepsToItsGrammar", "RFC 5322 §3.3",
            "What is no date by the grammar, obsolete forms included, is none. MimeKit makes one of the pieces it finds, as of a date without a time.",
            Aspect.Date, difference => difference.Ours == "no date" && !Grammar.IsDate(difference.Text)),
        new("DateMayHoldComments", "RFC 5322 §4.3",
            "Comments and blanks may stand anywhere in an obsolete date, around the colons of the time, too. MimeKit then reads no date, or another time.",
            Aspect.Date, difference => Grammar.WithoutComments(difference.Text) is var plain && plain != difference.Text
                && Kit.Utils.DateUtils.TryParse(plain, out var date) && Local(Comparison.Print(date)) == Local(difference.Ours)),
        new("UnknownZoneIsUtc", "RFC 5322 §4.3",
            "A zone that is none known counts as -0000. MimeKit takes one digit for minutes, and a letter for a military zone, wherever it stands.",
            Aspect.Date, difference => difference.Ours.EndsWith("+00:00", StringComparison.Ordinal)
                && Local(difference.Ours)[2..] == Local(difference.Theirs)[2..] && !Grammar.HasKnownZone(difference.Text)),
        new("BareCrIsPassedOver", "RFC 5322 §2.2", "A CR that is alone is no part of a field. MimeKit takes it for a blank.",
            Aspect.Date, difference => HasBareCr(difference) && (difference.Ours == "no date" || Local(difference.Ours) == Local(difference.Theirs)
                || Grammar.LooseDate(difference.Text) == Local(difference.Ours))),
        new("TwoDigitYearsTurnAtFifty", "RFC 5322 §4.3",
            "Years of two digits below 50 are of this century, others of the last. MimeKit has the latter turn later.",
            Aspect.Date, difference => difference.Ours.StartsWith("19", StringComparison.Ordinal) && "20" + difference.Ours[2..] == difference.Theirs),
        new("ZoneHasNoCase", "RFC 5234 §2.3", "The name of a zone is read in letters of any case. To MimeKit one of mixed case is unknown.",
            Aspect.Date, difference => difference.Theirs.EndsWith("+00:00", StringComparison.Ordinal) && Local(difference.Ours) == Local(difference.Theirs)
                && Grammar.HasKnownZone(difference.Text)
                && char.IsAsciiLetter(Grammar.WithoutComments(difference.Text).TrimEnd()[^1])),
        new("YearIsAsItStands", "RFC 5322 §3.3",
            "A year of four digits is that year. MimeKit adds to small ones, and has no date before 1969.",
            Aspect.Date, difference => SmallYear().IsMatch(Grammar.WithoutComments(difference.Text))),
        new("ControlIsNoBlank", "RFC 5322 §3.2.2",
            "A control is no blank between the parts of a date. MimeKit takes what stands before it.",
            Aspect.Date, difference => difference.Ours == "no date" && difference.Text.AsSpan().ContainsAny(Controls)),
        new("BlankOfAnyKindIsOne", "RFC 5322 §3.2.2",
            "A form feed and its like at the ends of a type are passed over as blanks are. To MimeKit the type is none.",
            Aspect.MediaType, difference => difference.Text.AsSpan().ContainsAny(Controls) && Grammar.IsMediaType(difference.Text.Split(';')[0].Trim())),
        new("LeapSecondIsTheLastOne", "RFC 5322 §3.3", "The second 60 counts as the one before it. MimeKit leaves the time out.",
            Aspect.Date, difference => difference.Text.Contains(":60", StringComparison.Ordinal)
                && Local(difference.Ours).EndsWith(":59", StringComparison.Ordinal)),
        new("ThreeDigitYearsCountFrom1900", "RFC 5322 §4.3", "A year of three digits is one after 1900. To MimeKit such a date is none.",
            Aspect.Date, difference => difference.Theirs == "no date" && ThreeDigitYear().IsMatch(Grammar.WithoutComments(difference.Text))
                && Grammar.LooseDate(difference.Text) == Local(difference.Ours)),
        new("TimeIsWithinADay", "RFC 5322 §3.3", "A date with a time that no clock shows is none. MimeKit leaves the time out.",
            Aspect.Date, difference => difference.Ours == "no date" && Grammar.IsDate(difference.Text) && !Grammar.HasTimeOfDay(difference.Text)),
        new("DateIsReadBesideWhatIsNone", "RFC 5322 §4",
            "Day, month, year and time that stand where they should are read, with fewer digits or with signs between them, too. MimeKit reads no "
            + "date, or makes one of other pieces.",
            Aspect.Date, difference => !Grammar.IsDate(difference.Text) && Grammar.LooseDate(difference.Text) == Local(difference.Ours)),
    ];

    // Without fractions and zone.
    private static string Local(string date) => date.Split('.')[0];

    private static string NameIn(Difference difference) => (difference.Ours.Length > 0 ? difference.Ours : difference.Theirs).Split('=')[0];

    private static bool IsRepaired(Difference difference, Func<string, string> repair)
    {
        var text = repair(difference.Text.Trim());
        return text != difference.Text.Trim() && IsReadAs(difference, text);
    }

    private static bool IsLatin1OfUtf8(Difference difference) => (OctetText.IsUtf8(difference.Ours)
        && difference.Text.Contains('%', StringComparison.Ordinal) && difference.Theirs == AsLatin1(difference.Ours))
        || (difference.Text.Contains("=?", StringComparison.Ordinal) && OnlyAscii(difference.Ours) == OnlyAscii(difference.Theirs));

    // Whether MimeKit has our value where it is given another text.
    private static bool IsReadAs(Difference difference, string text)
    {
        var parameters = difference.Aspect == Aspect.TypeParameters
            ? Kit.ContentType.TryParse(OctetText.Encode(text), out var type) ? type.Parameters : null
            : Kit.ContentDisposition.TryParse(OctetText.Encode(text), out var disposition) ? disposition.Parameters : null;
        return parameters is not null
            && Comparison.Print(parameters, NameIn(difference)) is var theirs && (theirs == difference.Ours || theirs == difference.Ours.Replace('\uFFFD', '?'));
    }

    private static string EscapePercents(string text) => StrayPercent().Replace(text, "%25");

    private static bool IsQuoteless(Difference difference) => Regex.Replace(difference.Theirs, "='[^']*'", "=", RegexOptions.None, TimeSpan.FromSeconds(1)) is var theirs
        && theirs != difference.Theirs && (Grammar.WithoutComments(theirs).TrimEnd() == difference.Ours || (StrayPercent().IsMatch(difference.Text)
        && difference.Ours.StartsWith(theirs, StringComparison.Ordinal)));

    private static bool IsTrimmed(Difference difference) => Grammar.WithoutComments(difference.Theirs).TrimEnd() == difference.Ours;

    private static bool IsRepeated(Difference difference) =>
        Regex.Count(difference.Text, $@"(?<![^;\s""]){Regex.Escape(NameIn(difference))}(\*\s*\d*)*\s*=", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1)) > 1;

    private static bool IsLatin1(Difference difference) => !OctetText.IsUtf8(difference.Ours) && IsLatin1(difference.Ours, difference.Theirs);

    private static bool IsReplaced(Difference difference) => difference.Ours.Replace('\uFFFD', '?') == difference.Theirs;

    private static bool IsWithoutFirstSection(Difference difference) =>
        HasSection(difference, "[1-9]\\d*") && (difference.Ours.Length == 0 || !HasSection(difference, "0"));

    private static bool IsWithGap(Difference difference) =>
        difference.Ours.Length > 0 && difference.Theirs.StartsWith(difference.Ours, StringComparison.Ordinal) && HasSection(difference, "[2-9]\\d*");

    private static bool HasSection(Difference difference, string section) =>
        Regex.IsMatch(difference.Text, $@"[;\s]{Regex.Escape(NameIn(difference))}\*{section}\*?\s*=", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));

    private static bool HasOpenComment(Difference difference) =>
        difference.Text.Split(';')[0] is var value && value.Count(c => c == '(') > value.Count(c => c == ')');

    private static bool HasBareCr(Difference difference) => difference.Raw.Span.TrimEnd("\r\n"u8) is var raw && raw.Count((byte)'\r') > raw.Count("\r\n"u8);

    private static bool IsBehindMalformed(Difference difference)
    {
        var (parameters, isComplete) = Grammar.Parameters(difference.Text);
        if (isComplete)
            return false;
        var before = parameters.Where(parameter => parameter.Name.Split('*')[0] == NameIn(difference)).ToList();
        // What is before it may be missing from theirs, never from ours.
        return before.Count == 0 || (difference.Theirs.Length == 0 && (before[0].Name.Contains('*', StringComparison.Ordinal)
            || before[0].Value.Contains("=?", StringComparison.Ordinal)
            || difference.Ours == $"{before[0].Name}={before[0].Value}"));
    }

    [GeneratedRegex(@"\b(0\d{3}|1[0-8]\d\d|19[0-6]\d)\s+\d+\s*:", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SmallYear();

    [GeneratedRegex(@"\b\d{3}\s+\d+\s*:", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ThreeDigitYear();

    [GeneratedRegex("%(?![0-9A-Fa-f]{2})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StrayPercent();
}
