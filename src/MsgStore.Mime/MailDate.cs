using System.Globalization;

namespace MsgStore.Mime;

/// <summary>Dates of header fields (RFC 5322 §3.3, obsolete forms of §4.3 included).</summary>
public static class MailDate
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <summary>Reads a date with its zone. Day name, seconds and zone may be missing; a zone that is unknown, or beyond 14 hours, counts as +0000.</summary>
    public static bool TryParse(string text, out DateTimeOffset date)
    {
        date = default;
        Span<Range> ranges = stackalloc Range[12];
        var clean = Simplify(text);
        // A number with NUL at its end would be read as if it were not there.
        if (clean.Contains('\0', StringComparison.Ordinal))
            return false;
        var count = clean.AsSpan().SplitAny(ranges, " \t\r\n,-", StringSplitOptions.RemoveEmptyEntries);
        // A hyphen also begins a zone.
        var words = new string[count];
        for (var at = 0; at < count; at++)
            words[at] = clean[ranges[at]];
        var next = count > 0 && char.IsAsciiLetter(words[0][0]) ? 1 : 0;
        if (count < next + 4 || !TryParseDay(words.AsSpan(next, 3), out var day) || !TryParseTime(words[next + 3], out var time))
            return false;
        var zone = count > next + 4 ? ParseZone(words[next + 4], clean[..ranges[next + 4].Start.Value].EndsWith('-')) : TimeSpan.Zero;
        var local = day + time;
        if (local.Ticks - zone.Ticks is var utc && (utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks))
            return false;
        date = new DateTimeOffset(local, zone);
        return true;
    }

    /// <summary>Writes a date as RFC 5322 §3.3 asks.</summary>
    public static string Format(DateTimeOffset date) =>
        string.Create(CultureInfo.InvariantCulture, $"{date:ddd, dd MMM yyyy HH:mm:ss} {(date.Offset < TimeSpan.Zero ? '-' : '+')}{date.Offset:hhmm}");

    /// <summary>Comments become blanks, and none stay around the colons of the time, where RFC 5322 §4.3 allows both.</summary>
    private static string Simplify(string text)
    {
        var output = new System.Text.StringBuilder(text.Length);
        var scanner = new FieldScanner(text);
        while (scanner.SkipBlanks() && !scanner.IsAtEnd)
        {
            if (output.Length > 0 && output[^1] != ':' && scanner.Current != ':')
                output.Append(' ');
            var start = scanner.Position;
            while (!scanner.IsAtEnd && scanner.Current is not ('(' or ' ' or '\t' or '\r' or '\n'))
                scanner.Advance();
            output.Append(scanner.Slice(start));
        }
        return output.ToString();
    }

    private static bool TryParseDay(ReadOnlySpan<string> words, out DateTime day)
    {
        day = default;
        if (!int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var dayOfMonth) || words[1].Length < 3
            || Array.IndexOf(Months, words[1][..3].ToLowerInvariant()) is var month && month < 0
            || words[2].Length is < 2 or > 4 || !int.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out var year))
            return false;
        // RFC 5322 §4.3: two digits below 50 are of this century, other short years count from 1900.
        year += words[2].Length == 2 && year < 50 ? 2000 : words[2].Length <= 3 ? 1900 : 0;
        if (year is < 1 or > 9999 || dayOfMonth < 1 || dayOfMonth > DateTime.DaysInMonth(year, month + 1))
            return false;
        day = new DateTime(year, month + 1, dayOfMonth, 0, 0, 0, DateTimeKind.Unspecified);
        return true;
    }

    private static bool TryParseTime(string text, out TimeSpan time)
    {
        time = default;
        var parts = text.Split(':');
        Span<int> values = stackalloc int[3];
        values.Clear();
        if (parts.Length is < 2 or > 3)
            return false;
        for (var at = 0; at < parts.Length; at++)
            if (parts[at].Length > 2 || !int.TryParse(parts[at], NumberStyles.None, CultureInfo.InvariantCulture, out values[at]))
                return false;
        if (values[0] > 23 || values[1] > 59 || values[2] > 60)
            return false;
        // A leap second is the last one of its minute here.
        time = new TimeSpan(values[0], values[1], Math.Min(values[2], 59));
        return true;
    }

    /// <summary>Reads a zone: <c>+hhmm</c>, <c>-hhmm</c> or an obsolete name (RFC 5322 §4.3).</summary>
    public static bool TryParseZone(string text, out TimeSpan zone)
    {
        zone = default;
        if (text.Length != 5 || text[0] is not ('+' or '-') || !int.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            || value % 100 > 59)
            return false;
        zone = new TimeSpan(value / 100, value % 100, 0);
        if (zone.TotalHours > 14)
            return false;
        zone = text[0] == '-' ? -zone : zone;
        return true;
    }

    private static TimeSpan ParseZone(string word, bool isNegative)
    {
        var text = word[0] == '+' ? word : (isNegative ? "-" : "+") + word;
        if (TryParseZone(text, out var zone))
            return zone;
        var hours = word.ToUpperInvariant() switch { "EDT" => -4, "EST" or "CDT" => -5, "CST" or "MDT" => -6, "MST" or "PDT" => -7, "PST" => -8, _ => 0 };
        return TimeSpan.FromHours(hours);
    }
}
