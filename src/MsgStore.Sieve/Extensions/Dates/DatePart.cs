using System.Globalization;

namespace MsgStore.Sieve.Extensions;

/// <summary>The parts of a date that tests compare (RFC 5260 §4.2).</summary>
internal static class DatePart
{
    // 17 November 1858, the day zero of modified Julian days.
    private static readonly DateTime JulianZero = new(1858, 11, 17, 0, 0, 0, DateTimeKind.Unspecified);

    public static IReadOnlyList<string> Names { get; } =
        ["year", "month", "day", "date", "julian", "hour", "minute", "second", "time", "iso8601", "std11", "zone", "weekday"];

    public static string? Format(DateTimeOffset date, string part) => part.ToLowerInvariant() switch
    {
        "year" => Text(date, "yyyy"),
        "month" => Text(date, "MM"),
        "day" => Text(date, "dd"),
        "date" => Text(date, "yyyy-MM-dd"),
        "julian" => ((int)(date.Date - JulianZero).TotalDays).ToString(CultureInfo.InvariantCulture),
        "hour" => Text(date, "HH"),
        "minute" => Text(date, "mm"),
        "second" => Text(date, "ss"),
        "time" => Text(date, "HH:mm:ss"),
        "iso8601" => IsoTime.Format(date),
        "std11" => Mime.MailDate.Format(date),
        "zone" => Text(date, "zzz").Replace(":", "", StringComparison.Ordinal),
        "weekday" => ((int)date.DayOfWeek).ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    private static string Text(DateTimeOffset date, string format) => date.ToString(format, CultureInfo.InvariantCulture);
}
