using System.Globalization;

namespace MsgStore.Sieve.Extensions;

/// <summary>Points in time as date-time of RFC 3339 §5.6, with the restrictions of RFC 5260 §4.2 and RFC 6009 §5.</summary>
internal static class IsoTime
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];

    /// <summary>Writes a time. Without an offset it ends in <c>Z</c>.</summary>
    public static string Format(DateTimeOffset time) =>
        time.ToString(time.Offset == TimeSpan.Zero ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : Formats[0], CultureInfo.InvariantCulture);

    /// <summary>Reads a time with its offset, which is <c>Z</c> or has a colon or, as the date part <c>zone</c> has it, none.</summary>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        var upper = text.ToUpperInvariant();
        return DateTimeOffset.TryParseExact(upper.EndsWith('Z') ? $"{upper[..^1]}+00:00" : upper, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
    }
}
