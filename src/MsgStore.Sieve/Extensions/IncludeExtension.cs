using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>include (RFC 6609): include, return, global and the namespace <c>global</c>.</summary>
internal sealed class IncludeExtension : ISieveExtension
{
    private const int MaxName = 256;

    public string Name => "include";

    public void Register(SieveLanguageBuilder language)
    {
        language.AddCommand(new("include", Include)
        {
            Arguments = [SieveArgumentKind.String],
            Tags = [new("personal") { Group = "location" }, new("global") { Group = "location" }, new("once"), new("optional")],
        });
        language.AddCommand(new("return", _ => _ => SieveFlow.Return));
        language.AddCommand(new("global", Global) { Arguments = [SieveArgumentKind.StringList] });
        language.AddVariableNamespace("global", (run, name) => VariableStore.Of(run).Global.Get(name));
    }

    private static SieveStatement Include(SieveBinding binding)
    {
        var name = binding.Constant(binding.String(0), "The name of a script");
        if (!IsScriptName(name))
            binding.Error("This is no name of a script.", binding.PositionOf(0));
        var location = binding.HasTag("global") ? SieveScriptLocation.Global : SieveScriptLocation.Personal;
        var (script, problem) = binding.Scope.Includes.Include(location, name, binding.HasTag("once"), binding.Scope.Diagnostics);
        if (problem is not null)
            binding.Error(problem);
        else if (script is null && !binding.HasTag("optional"))
        {
            // It may still come before the script is run (RFC 6609 §3.1).
            binding.Warning($"There is no script \"{name}\" to include.", binding.PositionOf(0));
            return run => throw run.Error($"There is no script \"{name}\" to include.");
        }
        if (script is null)
            return _ => SieveFlow.Next;
        var isOnce = binding.HasTag("once");
        return run => Run(run, script, isOnce);
    }

    // RFC 6609 §3.2 forbids what a file system could take for a path; RFC 5804 §1.6 what no script can be named.
    private static bool IsScriptName(string name) =>
        name.Length is > 0 and <= MaxName && name is not ("." or "..") && !name.Any(c => char.IsControl(c) || c is '/' or '\\' or '\u2028' or '\u2029');

    private static SieveFlow Run(SieveRun run, IncludedScript script, bool isOnce)
    {
        var done = run.State<HashSet<IncludedScript>>();
        if (!done.Add(script) && isOnce)
            return SieveFlow.Next;
        // What was compiled for one place may stand deeper in another.
        var depth = run.State<IncludeDepth>();
        if (depth.Value >= run.Options.MaxIncludeDepth)
            throw run.Error($"Scripts include each other more than {run.Options.MaxIncludeDepth} deep.");
        depth.Value++;
        var variables = VariableStore.Of(run);
        var (outerName, outerVariables) = (run.ScriptName, variables.Local);
        (run.ScriptName, variables.Local) = (script.Name, new());
        var flow = script.Statement(run);
        (run.ScriptName, variables.Local) = (outerName, outerVariables);
        depth.Value--;
        return flow == SieveFlow.Stop ? SieveFlow.Stop : SieveFlow.Next;
    }

    private static SieveStatement Global(SieveBinding binding)
    {
        if (!binding.Has("variables"))
            binding.Error("'global' needs: require \"variables\";");
        var names = binding.State<GlobalNames>();
        foreach (var name in binding.Strings(0).Items)
            if (!VariableTemplate.IsIdentifier(name.Text))
                binding.Error($"\"{name.Text}\" names no variable.", binding.PositionOf(0));
            else if (binding.State<LocalNames>().Contains(name.Text) && !names.Contains(name.Text))
                binding.Error($"The variable \"{name.Text}\" was set as one of this script before.", binding.PositionOf(0));
            else
                names.Add(name.Text);
        return _ => SieveFlow.Next;
    }

    private sealed class IncludeDepth
    {
        public int Value { get; set; }
    }
}
