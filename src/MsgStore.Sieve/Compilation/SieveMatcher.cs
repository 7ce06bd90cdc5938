using System.Globalization;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Compilation;

/// <summary>Compares values with keys (RFC 5228 §2.7). Immutable; constant keys are prepared once.</summary>
public sealed class SieveMatcher
{
    private readonly SieveMatchType _type;
    private readonly SieveKeyContext _context;
    private readonly SieveStringList _keys;
    private readonly SieveKeyMatch?[] _prepared;

    internal SieveMatcher(SieveMatchType type, SieveKeyContext context, SieveStringList keys, SieveKeyMatch?[] prepared)
    {
        _type = type;
        _context = context;
        _keys = keys;
        _prepared = prepared;
    }

    /// <summary>Whether only the number of values counts.</summary>
    public bool IsCount => _type.IsCount;

    /// <summary>Whether any value matches any key; under <c>:count</c>, whether their number does.</summary>
    public bool Matches(SieveRun run, IReadOnlyList<string> values)
    {
        if (IsCount)
            return MatchesAny(run, values.Count.ToString(CultureInfo.InvariantCulture));
        for (var at = 0; at < values.Count; at++)
            if (MatchesAny(run, values[at]))
                return true;
        return false;
    }

    /// <summary>Whether a value matches any key.</summary>
    public bool MatchesAny(SieveRun run, string value)
    {
        for (var at = 0; at < _prepared.Length; at++)
        {
            run.Spend(1 + (value.Length >> 6));
            var key = _prepared[at] ?? Prepare(run, _keys.Items[at].Get(run));
            var isMatch = key(run, value);
            if (run.IsTracing)
                run.Trace(SieveTraceKind.Match, $":{_type.Name} \"{Shorten(value)}\" \"{Shorten(_keys.Items[at].Text)}\": {(isMatch ? "match" : "no match")}");
            if (isMatch)
                return true;
        }
        return false;
    }

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..57] + "...";

    private SieveKeyMatch Prepare(SieveRun run, string key)
    {
        run.Spend(_type.PreparationCost + (key.Length >> 6));
        var context = _context with { Key = key };
        var match = _type.Prepare(context);
        if (context.Problem is { } problem)
            run.Warn(problem);
        return match;
    }
}
