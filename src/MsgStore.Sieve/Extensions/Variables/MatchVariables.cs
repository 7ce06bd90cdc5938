using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>Sets <c>${0}</c>, <c>${1}</c>, … after a match (RFC 5229 §3.2).</summary>
internal static class MatchVariables
{
    private const int MaxValues = 32;

    /// <summary>Sets the whole value as <c>${0}</c>, and what each wildcard stands for as the next ones.</summary>
    public static void Set(SieveRun run, string value, List<Range> captures) =>
        Set(run, [value, .. captures.Take(MaxValues - 1).Select(range => value[range])]);

    public static void Set(SieveRun run, IReadOnlyList<string> values) =>
        VariableStore.Of(run).Local.MatchValues = [.. values.Take(MaxValues).Select(value => VariableStore.Limit(run, value))];
}
