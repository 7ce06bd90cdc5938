using System.Collections.Immutable;
using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>imap4flags (RFC 5232): setflag, addflag, removeflag, hasflag and <c>:flags</c>.</summary>
internal sealed class Imap4FlagsExtension : ISieveExtension
{
    public string Name => "imap4flags";

    public void Register(SieveLanguageBuilder language)
    {
        language.AddCommand(Command("setflag", (_, flags) => flags));
        language.AddCommand(Command("addflag", (old, flags) => FlagList.Of(old.Concat(flags))));
        language.AddCommand(Command("removeflag", FlagList.Without));
        language.AddTest(new("hasflag", HasFlag)
        {
            Arguments = [SieveArgumentKind.StringList, SieveArgumentKind.StringList],
            OptionalArguments = 1,
            TakesMatching = true,
        });
        language.AddTag(new("flags") { Value = SieveArgumentKind.StringList, Modify = Flags }, "keep", "fileinto");
    }

    /// <summary>Makes an action carry the flags of its <c>:flags</c>.</summary>
    public static SieveActionModifier Flags(SieveBinding binding)
    {
        var flags = binding.TagStrings("flags")!;
        return (run, action) => action is SieveStoreAction store ? store with { Flags = FlagList.Of(flags.Get(run)), HasOwnFlags = true } : action;
    }

    private static SieveCommandDefinition Command(string name, Func<ImmutableArray<string>, ImmutableArray<string>, ImmutableArray<string>> change) => new(name, binding =>
    {
        var flags = binding.Strings(1);
        if (!binding.HasArgument(0))
            return run =>
            {
                run.DefaultFlags = change(run.DefaultFlags, FlagList.Of(flags.Get(run)));
                return SieveFlow.Next;
            };
        CheckVariables(binding);
        var variable = binding.Constant(binding.String(0), "The name of a variable");
        var set = VariablesExtension.Setter(binding, variable, binding.PositionOf(0));
        var get = Getter(binding, variable);
        return run =>
        {
            set(run, string.Join(' ', change(FlagList.Of([get(run)]), FlagList.Of(flags.Get(run)))));
            return SieveFlow.Next;
        };
    })
    {
        Arguments = [SieveArgumentKind.String, SieveArgumentKind.StringList],
        OptionalArguments = 1,
    };

    private static void CheckVariables(SieveBinding binding)
    {
        if (!binding.Has("variables"))
            binding.Error("Naming a variable needs: require \"variables\";", binding.PositionOf(0));
    }

    private static Func<SieveRun, string> Getter(SieveBinding binding, string name)
    {
        if (binding.State<GlobalNames>().Contains(name))
            return run => VariableStore.Of(run).Global.Get(name);
        return name.StartsWith("global.", StringComparison.OrdinalIgnoreCase)
            ? run => VariableStore.Of(run).Global.Get(name["global.".Length..])
            : run => VariableStore.Of(run).Local.Get(name);
    }

    private static SieveTest HasFlag(SieveBinding binding)
    {
        var keys = binding.Strings(1);
        var matcher = binding.Matcher(new([.. keys.Items.SelectMany(Split)]));
        if (!binding.HasArgument(0))
            return run => matcher.Matches(run, run.DefaultFlags);
        CheckVariables(binding);
        var names = binding.Strings(0);
        foreach (var name in names.Items)
            if (name.IsConstant && !VariableTemplate.IsIdentifier(name.Text.Split('.')[^1]))
                binding.Error($"\"{name.Text}\" names no variable.", binding.PositionOf(0));
        return run => matcher.Matches(run, [.. names.Get(run).SelectMany(name => FlagList.Of([Getter(binding, name)(run)]))]);
    }

    private static IEnumerable<SieveString> Split(SieveString key) =>
        key.IsConstant && key.Text.Contains(' ', StringComparison.Ordinal) ? key.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(part => new SieveString(part)) : [key];
}
