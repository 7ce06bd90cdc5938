namespace MsgStore.Sieve.Compilation;

/// <summary>The match type and comparator of one invocation, as they are found.</summary>
internal sealed class MatchBinding
{
    public SieveMatchType? Type { get; set; }

    public string Parameter { get; set; } = "";

    public ISieveComparator? Comparator { get; set; }

    public SieveMatcher ToMatcher(SieveBinding binding, SieveStringList keys, bool setsVariables)
    {
        var language = binding.Scope.Language;
        var type = Type ?? language.MatchTypes["is"];
        var comparator = Comparator ?? language.Comparators["i;ascii-casemap"].Comparator;
        if (Comparator is not null && !type.TakesComparator)
            binding.Error($"No comparator can be used with ':{type.Name}'.");
        if (type.NeedsSubstrings && !comparator.HasSubstrings)
            binding.Error($"The comparator '{comparator.Name}' cannot be used with ':{type.Name}'.");
        var context = new SieveKeyContext(comparator, Parameter, "", binding.Options, setsVariables && binding.Has("variables"));
        var prepared = new SieveKeyMatch?[keys.Items.Length];
        for (var at = 0; at < prepared.Length; at++)
        {
            if (!keys.Items[at].IsConstant)
                continue;
            var keyed = context with { Key = keys.Items[at].Text };
            prepared[at] = type.Prepare(keyed);
            if (keyed.Problem is { } problem)
                binding.Error(problem);
        }
        return new(type, context, keys, prepared);
    }
}
