using System.Globalization;
using System.Text.RegularExpressions;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>Reads the score a filter left in the header.</summary>
internal static class StatusHeader
{
    /// <summary>Reads a score.</summary>
    /// <returns>The share of the highest score, 0 to 1, or the value a text stands for; <see langword="null"/> where the filter left nothing that can be read.</returns>
    public static (double Ratio, int? Text)? Read(SieveRun run, StatusHeaderOptions options)
    {
        if (Status(run, options.Header, options.Pattern) is not { } status)
            return null;
        if (options.Kind == StatusKind.Text)
            return options.TextValues.TryGetValue(status.Trim(), out var value) ? (0, value) : null;
        var max = options.MaxHeader is { } header ? Number(Status(run, header, options.MaxPattern)) : options.MaxValue;
        var score = options.Kind == StatusKind.Length ? status.Trim().Length : Number(status);
        return score is { } known && max is > 0 ? (Math.Clamp(known / max.Value, 0, 1), null) : null;
    }

    private static double? Number(string? text) =>
        double.TryParse(text?.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static string? Status(SieveRun run, string header, string? pattern)
    {
        if (run.Message.Values(header) is not [var value, ..])
            return null;
        if (pattern is null)
            return value;
        if (!PosixRegex.TryTranslate(pattern, out var translated, out _, out _))
            return null;
        run.Spend(1 + (value.Length >> 3));
        var regex = RegexCache.Shared.Get(new(translated, IgnoresCase: false, run.Options.MaxRegexTime), run);
        Match? match = null;
        return RegexClock.Measure(run, () => (match = regex.Match(value)).Success) ? match!.Groups[match.Groups.Count > 1 ? 1 : 0].Value : null;
    }
}
