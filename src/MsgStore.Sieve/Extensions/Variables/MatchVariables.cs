using System.Text.RegularExpressions;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>Sets <c>${0}</c>, <c>${1}</c>, … after a match (RFC 5229 §3.2).</summary>
internal static class MatchVariables
{
    private const int MaxValues = 32;

    /// <summary>Sets the whole value as <c>${0}</c>, and what each wildcard stands for as the next ones.</summary>
    public static void Set(SieveRun run, string value, List<Range> captures) =>
        Set(run, captures.Take(MaxValues - 1).Select(range => value[range]).Prepend(value));

    /// <summary>Sets what each group of an expression stands for.</summary>
    public static void Set(SieveRun run, GroupCollection groups) => Set(run, groups.Values.Select(group => group.Value));

    /// <summary>Sets <c>${0}</c> and the next ones; what is too much is not made.</summary>
    public static void Set(SieveRun run, IEnumerable<string> values) =>
        VariableStore.Of(run).Local.MatchValues = [.. values.Take(MaxValues).Select(value => VariableStore.Limit(run, value))];
}
