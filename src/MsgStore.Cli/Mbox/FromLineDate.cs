using System.Globalization;

namespace MsgStore.Cli.Mbox;

/// <summary>The date of a From line, word by word, since programs write it in many orders: of asctime, of RFC 5322, of JavaScript, of Windows.</summary>
internal sealed class FromLineDate
{
    private static readonly string[] Days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    // A zone by another name says nothing certain; the time is then taken as UTC, as the format asks.
    private static readonly (string Name, int Hours)[] Zones =
    [
        ("EST", -5), ("EDT", -4), ("CST", -6), ("CDT", -5), ("MST", -7), ("MDT", -6), ("PST", -8), ("PDT", -7),
        ("WEST", 1), ("CET", 1), ("CEST", 2), ("MEZ", 1), ("MESZ", 2), ("MET", 1), ("MEST", 2), ("EET", 2), ("EEST", 3),
    ];

    private int _year;
    private int _month;
    private int _day;
    private TimeSpan? _time;
    private TimeSpan? _zone;
    private string _half = "";
    private (int First, int Second) _unclear;

    /// <summary>Reads a date.</summary>
    /// <param name="words">The words from the first one that <see cref="Begins"/> a date on; those that say nothing of it are passed over.</param>
    public FromLineDate(IEnumerable<string> words)
    {
        foreach (var word in words)
            Take(word.Trim(',', '(', ')'));
        if (_unclear != default)
            Decide();
    }

    /// <summary>Whether there was a time and a year.</summary>
    public bool IsWhole => _time is not null && _year > 0;

    /// <summary>The date; <see langword="null"/> where its parts make none.</summary>
    public DateTimeOffset? Value =>
        _time is not { } time || _year is < 1 or > 9999 || _month is < 1 or > 12 || _day < 1 || _day > DateTime.DaysInMonth(_year, _month) || Hours(time) is not { } hours
            ? null
            : TryAt(new DateTime(_year, _month, _day, 0, 0, 0, DateTimeKind.Unspecified) + hours, _zone ?? TimeSpan.Zero);

    /// <summary>Whether a date begins with this word: the name of a day, or a date in numbers.</summary>
    public static bool Begins(string word)
    {
        var text = word.Trim(',');
        return (text.Length == 3 && Array.IndexOf(Days, text.ToLowerInvariant()) >= 0) || IsNumeric(text);
    }

    private static bool IsNumeric(string text) =>
        text.Length is >= 8 and <= 10 && text.Split('/', '-', '.') is { Length: 3 } parts && Array.TrueForAll(parts, part => part.Length > 0 && part.All(char.IsAsciiDigit));

    private void Take(string word)
    {
        if (word.Contains(':', StringComparison.Ordinal) && _time is null && char.IsAsciiDigit(word[0]))
            TakeTime(word);
        else if (IsNumeric(word))
            TakeNumeric(word.Split('/', '-', '.'));
        else if (word.Length is >= 3 and <= 9 && word.All(char.IsAsciiLetter) && Array.IndexOf(Months, word[..3].ToLowerInvariant()) is >= 0 and var month && _month == 0)
            _month = month + 1;
        else if (word.Length > 0 && word.All(char.IsAsciiDigit))
            TakeNumber(word);
        else if (word.ToUpperInvariant() is "AM" or "PM")
            _half = word.ToUpperInvariant();
        else if (_time is not null)
            TakeZone(word);
    }

    private void TakeNumber(string word)
    {
        if (word.Length == 4 && _year == 0)
            _year = int.Parse(word, CultureInfo.InvariantCulture);
        else if (word.Length <= 2 && _day == 0)
            _day = int.Parse(word, CultureInfo.InvariantCulture);
    }

    // 11:21, 11:21:49, 11:21:49PM
    private void TakeTime(string word)
    {
        if (word.Length > 2 && word[^2..].ToUpperInvariant() is "AM" or "PM")
            (_half, word) = (word[^2..].ToUpperInvariant(), word[..^2]);
        if (TimeSpan.TryParseExact(word, ["h\\:mm", "h\\:mm\\:ss", "hh\\:mm", "hh\\:mm\\:ss"], CultureInfo.InvariantCulture, out var time))
            _time = time;
    }

    private void TakeNumeric(string[] parts)
    {
        var numbers = Array.ConvertAll(parts, part => int.Parse(part, CultureInfo.InvariantCulture));
        if (parts[0].Length == 4)
            (_year, _month, _day) = (numbers[0], numbers[1], numbers[2]);
        else if (parts[2].Length == 4)
            (_year, _unclear) = (numbers[2], (numbers[0], numbers[1]));
    }

    /// <summary>Day before month, or month before day: what is above 12 is a day, and who writes AM and PM puts the month first.</summary>
    private void Decide()
    {
        var (first, second) = _unclear;
        if (first > 12 || first == second)
            (_day, _month) = (first, second);
        else if (second > 12 || _half.Length > 0)
            (_month, _day) = (first, second);
    }

    // +0200, +02:00, GMT+0200, CEST
    private void TakeZone(string word)
    {
        var sign = word.AsSpan().IndexOfAny('+', '-');
        var name = sign < 0 ? word : word[..sign];
        if (sign >= 0 && name is "" or "GMT" or "UTC")
        {
            var digits = word[(sign + 1)..].Replace(":", "", StringComparison.Ordinal);
            if (digits.Length == 4 && Mime.MailDate.TryParseZone(word[sign] + digits, out var zone))
                _zone ??= zone;
        }
        else if (Array.Find(Zones, known => known.Name == word) is { Name: not null } found)
            _zone ??= TimeSpan.FromHours(found.Hours);
    }

    private TimeSpan? Hours(TimeSpan time) => _half switch
    {
        "" => time,
        _ when time.Hours is 0 or > 12 => _half == "PM" ? time : null,
        "PM" => time.Hours == 12 ? time : time + TimeSpan.FromHours(12),
        _ => time.Hours == 12 ? time - TimeSpan.FromHours(12) : time,
    };

    private static DateTimeOffset? TryAt(DateTime local, TimeSpan zone) =>
        local.Ticks - zone.Ticks is var utc && (utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks) ? null : new DateTimeOffset(local, zone);
}
