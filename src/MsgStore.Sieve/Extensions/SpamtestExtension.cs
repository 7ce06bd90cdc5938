using System.Globalization;
using MsgStore.Delivery;
using MsgStore.Sieve.Compilation;

namespace MsgStore.Sieve.Extensions;

/// <summary>spamtest (RFC 5235 §3.2): 0 not tested, 1 clear of spam, to 10 surely spam.</summary>
internal sealed class SpamtestExtension : ISieveExtension
{
    public string Name => "spamtest";

    public void Register(SieveLanguageBuilder language) => language.AddTest(new("spamtest", Spamtest) { Arguments = [SieveArgumentKind.String], TakesMatching = true });

    private static SieveTest Spamtest(SieveBinding binding)
    {
        // The value is one string; :percent comes with spamtestplus, which knows "not tested" apart (§3.3).
        var isPercent = binding.HasTag("percent");
        var matcher = binding.Matcher(new([binding.String(0)]));
        return run =>
        {
            var score = run.Options.Spamtest is { } options ? StatusHeader.Read(run, options) : Ratio(run.Environment.Spam);
            var value = score is null ? 0 : isPercent ? Math.Round(score.Value.Ratio * 100) : score.Value.Text ?? Math.Floor((score.Value.Ratio * 9) + 0.0001) + 1;
            var text = value.ToString(CultureInfo.InvariantCulture);
            return matcher.IsCount ? matcher.Matches(run, score is null ? [] : [text]) : matcher.Matches(run, [text]);
        };
    }

    private static (double Ratio, int? Text)? Ratio(SpamVerdict? verdict) => verdict is null ? null
        : (Math.Clamp(verdict.Threshold > 0 ? verdict.Score / verdict.Threshold : verdict.IsSpam ? 1 : 0, 0, 1), null);
}

/// <summary>spamtestplus (RFC 5235 §3.3): <c>:percent</c>. It brings spamtest with it.</summary>
internal sealed class SpamtestPlusExtension : ISieveExtension
{
    public string Name => "spamtestplus";

    public IReadOnlyList<string> Implied => ["spamtest"];

    public void Register(SieveLanguageBuilder language) => language.AddTag(new("percent"), "spamtest");
}

/// <summary>virustest (RFC 5235 §3.4): 0 not tested, 1 no virus, 2 cured, 3 removed, 4 perhaps, 5 surely.</summary>
internal sealed class VirustestExtension : ISieveExtension
{
    public string Name => "virustest";

    public void Register(SieveLanguageBuilder language) => language.AddTest(new("virustest", binding =>
    {
        var matcher = binding.Matcher(new([binding.String(0)]));
        return run =>
        {
            var score = run.Options.Virustest is { } options ? StatusHeader.Read(run, options) : null;
            var value = score is { } found ? found.Text ?? (int)Math.Floor((found.Ratio * 4) + 0.0001) + 1 : run.Environment.VirusValue ?? 0;
            return matcher.Matches(run, [value.ToString(CultureInfo.InvariantCulture)]);
        };
    })
    { Arguments = [SieveArgumentKind.String], TakesMatching = true });
}
