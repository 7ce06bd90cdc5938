using System.Globalization;
using System.Text.RegularExpressions;

namespace MsgStore.Mime.Tests.Oracle;

/// <summary>What the documents allow, word for word and apart from either reader: it tells where a field leaves its grammar.</summary>
internal static partial class Grammar
{
    private const string Blanks = @"([ \t\r\n]|\((?:[^()\\]|\\.)*\))*";
    private const string TokenPattern = @"[!#$%&'*+\-.0-9A-Z^_`a-z{|}~]+";

    // RFC 2231 §7.
    private const string AttributePattern = @"[!#$&+\-.0-9A-Z^_`a-z{|}~]+(\*(0|[1-9]\d*))?\*?";

    /// <summary>A token (RFC 2045 §5.1).</summary>
    public static bool IsToken(string text) => Token().IsMatch(text);

    /// <summary>Type and subtype.</summary>
    public static bool IsMediaType(string text) => MediaType().IsMatch(text);

    /// <summary>A date (RFC 5322 §3.3, §4.3), comments and blanks at any place.</summary>
    public static bool IsDate(string text) => Date().IsMatch(Comment().Replace(text, " "));

    /// <summary>Whether the time of a date is one that a clock shows.</summary>
    public static bool HasTimeOfDay(string date) =>
        Time().Match(WithoutComments(date)) is { Success: true } time && Number(time, "hour") < 24 && Number(time, "minute") < 60 && (!time.Groups["second"].Success || Number(time, "second") < 61);

    /// <summary>The local time of a date that is written with few digits or signs between its words, in the form <c>yyyy-MM-ddTHH:mm:ss</c>; <see langword="null"/> where there is none.</summary>
    public static string? LooseDate(string date)
    {
        if (Loose().Match(WithoutComments(date)) is not { Success: true } found)
            return null;
        var year = Number(found, "year");
        var month = "janfebmaraprmayjunjulaugsepoctnovdec".IndexOf(found.Groups["month"].Value, StringComparison.OrdinalIgnoreCase) / 3;
        year += found.Groups["year"].Length == 4 ? 0 : found.Groups["year"].Length == 2 && year < 50 ? 2000 : 1900;
        return string.Create(CultureInfo.InvariantCulture,
            $"{year:D4}-{month + 1:D2}-{Number(found, "day"):D2}T{Number(found, "hour"):D2}:{Number(found, "minute"):D2}:{(found.Groups["second"].Success ? Math.Min(59, Number(found, "second")) : 0):D2}");
    }

    /// <summary>Whether a date ends in a zone that RFC 5322 gives a meaning.</summary>
    public static bool HasKnownZone(string date) => KnownZone().IsMatch(WithoutComments(date));

    [GeneratedRegex(@"\s([+-]\d\d[0-5]\d|UT|GMT|Z|[ECMP][SD]T)\s*$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KnownZone();

    [GeneratedRegex(@"\(.*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OpenComment();

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<hour>\d+):(?<minute>\d+)(:(?<second>\d+))?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Time();

    [GeneratedRegex(@"(?<day>\d{1,2})[\s,-]+(?<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[^\s,-]*[\s,-]+(?<year>\d{2,4})[\s,-]+(?<hour>\d{1,2}):(?<minute>\d{1,2})(:(?<second>\d{1,2}))?", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Loose();

    /// <summary>A date without comments, and without the blanks around its colons.</summary>
    public static string WithoutComments(string date) => BlankColon().Replace(OpenComment().Replace(Comment().Replace(Comment().Replace(date, " "), " "), ""), ":");

    /// <summary>An address with one blank between the words of its name, and no comments.</summary>
    public static string WithPlainWords(string address) =>
        Space().Replace(Piece().Replace(address, match => match.Value[0] == '(' || match.Value == "\"\"" ? " " : match.Value[0] == '"' && !match.Value.EndsWith('@') ? $" {match.Value} " : match.Value), match => match.Value[0] == '"' ? match.Value : " ").Trim();

    [GeneratedRegex(@"\s*:\s*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BlankColon();

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"@?|\\((?:[^()\\\\]|\\\\.|(?<d>\\()|(?<-d>\\)))*(?(d)(?!))\\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Piece();

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"|\\s+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Space();

    /// <summary>Parameters up to the first place that is none (RFC 2045 §5.1): with their names in lower case, values as they stand without quotes.</summary>
    public static (IReadOnlyList<(string Name, string Value)> Parameters, bool IsComplete) Parameters(string text)
    {
        var match = Value().Match(text);
        var parameters = new List<(string, string)>();
        var at = match.Length;
        while (match.Success && Parameter().Match(text, at) is { Success: true } found)
        {
            var value = found.Groups["quoted"].Success ? QuotedPair().Replace(found.Groups["quoted"].Value, "${character}") : found.Groups["token"].Value;
            parameters.Add((found.Groups["name"].Value.ToLowerInvariant(), value));
            at += found.Length;
        }
        return (parameters, match.Success && End().IsMatch(text[at..]));
    }

    [GeneratedRegex("^" + TokenPattern + "$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();

    [GeneratedRegex("^" + Blanks + TokenPattern + @"/" + TokenPattern + Blanks + "$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MediaType();

    [GeneratedRegex("^" + Blanks + TokenPattern + @"(/" + TokenPattern + ")?" + Blanks + "(?=;|$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Value();

    [GeneratedRegex(@"\G;" + Blanks + "(?<name>" + AttributePattern + ")" + Blanks + "=" + Blanks + "(?:(?<token>" + TokenPattern + ")|\"(?<quoted>(?:[^\"\\\\]|\\\\.)*)\")" + Blanks + "(?=;|$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^(;\s*)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex End();

    [GeneratedRegex(@"\\(?<character>.)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex QuotedPair();

    [GeneratedRegex(@"\((?:[^()\\]|\\.)*\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^\s*((Mon|Tue|Wed|Thu|Fri|Sat|Sun)\s*,)?\s*\d{1,2}\s*(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s*\d{2,4}\s+\d\d\s*:\s*\d\d(\s*:\s*\d\d)?\s+([+-]\d{4}|[A-Z]+)\s*$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Date();
}
