using System.Collections.Immutable;
using MsgStore.Sieve.Compilation;

namespace MsgStore.Sieve.Extensions;

/// <summary>variables (RFC 5229): references in strings, <c>set</c> and the test <c>string</c>.</summary>
internal sealed class VariablesExtension : ISieveExtension
{
    public string Name => "variables";

    public void Register(SieveLanguageBuilder language)
    {
        language.AddStringReader(VariableTemplate.Read);
        language.AddCommand(new("set", Set)
        {
            Arguments = [SieveArgumentKind.String, SieveArgumentKind.String],
            Tags = [.. VariableModifier.All.Where(modifier => modifier.Name is not ("quoteregex" or "encodeurl")).Select(modifier => modifier.ToTag())],
        });
        language.AddTest(new("string", String) { Arguments = [SieveArgumentKind.StringList, SieveArgumentKind.StringList], TakesMatching = true });
    }

    /// <summary>Checks the name of a variable to set and makes its setter.</summary>
    public static Action<Evaluation.SieveRun, string> Setter(SieveBinding binding, string name, Syntax.SievePosition position)
    {
        var isGlobal = binding.State<GlobalNames>().Contains(name);
        if (name.StartsWith("global.", StringComparison.OrdinalIgnoreCase) && binding.Has("include"))
            (isGlobal, name) = (true, name["global.".Length..]);
        if (name.Length > binding.Options.MaxVariableName)
            binding.Error($"The name of a variable has at most {binding.Options.MaxVariableName} characters.", position);
        else if (!VariableTemplate.IsIdentifier(name))
            binding.Error($"\"{name}\" names no variable that can be set.", position);
        if (!isGlobal)
            binding.State<LocalNames>().Add(name);
        return isGlobal
            ? (run, value) => VariableStore.Of(run).Global.Set(run, name, value)
            : (run, value) => VariableStore.Of(run).Local.Set(run, name, value);
    }

    private static SieveStatement Set(SieveBinding binding)
    {
        var set = Setter(binding, binding.Constant(binding.String(0), "The name of a variable"), binding.PositionOf(0));
        var value = binding.String(1);
        ImmutableArray<VariableModifier> modifiers = [.. VariableModifier.All.Where(modifier => binding.HasTag(modifier.Name)).OrderByDescending(modifier => modifier.Precedence)];
        return run =>
        {
            var text = VariableStore.Limit(run, value.Get(run));
            foreach (var modifier in modifiers)
                text = VariableStore.Limit(run, modifier.Apply(text, run.Options.MaxVariableOctets));
            set(run, text);
            return SieveFlow.Next;
        };
    }

    private static SieveTest String(SieveBinding binding)
    {
        var sources = binding.Strings(0);
        var matcher = binding.Matcher(binding.Strings(1));
        // Only strings that are not empty are counted (RFC 5229 §5).
        return run => matcher.Matches(run, matcher.IsCount ? [.. sources.Get(run).Where(source => source.Length > 0)] : sources.Get(run));
    }
}
