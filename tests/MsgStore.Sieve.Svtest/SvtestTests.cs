using System.Collections.Immutable;
using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Svtest;

/// <summary>The tests of the dialect.</summary>
internal static class SvtestTests
{
    private static readonly SieveTagDefinition Index = new("index") { Value = SieveArgumentKind.Number };

    public static void Register(SieveLanguageBuilder language)
    {
        language.AddTest(new("test_script_compile", binding =>
        {
            var name = binding.String(0);
            return run => SvtestExtension.HostOf(run).Compile(name.Get(run));
        })
        { Arguments = [SieveArgumentKind.String] });
        language.AddTest(new("test_script_run", binding =>
        {
            var isAppended = binding.HasTag("append_result");
            return run => RunScript(run, isAppended);
        })
        { Tags = [new("append_result")] });
        language.AddTest(new("test_result_execute", _ => run => new SvtestDelivery(SvtestExtension.HostOf(run), run).Execute([.. Pending(run)])));
        language.AddTest(new("test_multiscript", binding =>
        {
            var names = binding.Strings(0);
            return run => RunAll(run, names.Get(run));
        })
        { Arguments = [SieveArgumentKind.StringList] });
        language.AddTest(new("test_error", binding => Compare(binding, run => SvtestExtension.HostOf(run).Errors, isWording: true))
        { Arguments = [SieveArgumentKind.StringList], TakesMatching = true, Tags = [Index] });
        language.AddTest(new("test_result_action", binding => Compare(binding, run => [.. Explicit(run).Select(NameOf)], isWording: false))
        { Arguments = [SieveArgumentKind.StringList], TakesMatching = true, Tags = [Index] });
    }

    private static bool RunScript(SieveRun run, bool isAppended)
    {
        var host = SvtestExtension.HostOf(run);
        if (!isAppended)
            host.Reset(run);
        try
        {
            return host.Run(run);
        }
        catch (SvtestFailure)
        {
            return false;
        }
    }

    // The actions of all results, and one implicit keep where none cancelled it.
    private static IEnumerable<SieveAction> Pending(SieveRun run)
    {
        var host = SvtestExtension.HostOf(run);
        var keep = host.Results.Count == 0 ? run.Actions.ImplicitKeep() : host.Results.TrueForAll(result => result.ImplicitKeep is not null) ? host.Results[^1].ImplicitKeep : null;
        return keep is null ? Explicit(run) : Explicit(run).Append<SieveAction>(keep);
    }

    // What several scripts ask for is one list: the first rejection counts, and filing into the default mailbox is keeping.
    private static List<SieveAction> Explicit(SieveRun run)
    {
        var actions = new List<SieveAction>();
        foreach (var action in SvtestExtension.HostOf(run).Results.SelectMany(result => result.Actions).Concat(run.Actions.Items))
        {
            if (action is RejectAction && actions.Exists(earlier => earlier is RejectAction))
                continue;
            var same = actions.FindIndex(earlier => IsInbox(earlier) && IsInbox(action));
            if (same < 0)
                actions.Add(action);
            else if (action is KeepAction)
                actions[same] = action;
        }
        return actions;
    }

    private static bool IsInbox(SieveAction action) => action is KeepAction or FileIntoAction { Mailbox: "INBOX" };

    private static bool RunAll(SieveRun run, ImmutableArray<string> names)
    {
        var host = SvtestExtension.HostOf(run);
        host.Reset(run);
        foreach (var name in names)
        {
            if (!host.Compile(name) || !host.Run(run, isChained: true))
                return false;
            // A chain goes on while something keeps the message.
            if (host.Results[^1] is { ImplicitKeep: null } last && !last.Actions.Any(action => action is KeepAction))
                break;
        }
        return host.Results.SelectMany(result => result.Actions) is var all && !HasConflict([.. all]) && new SvtestDelivery(host, run).Execute([.. Pending(run)]);
    }

    private static bool HasConflict(ImmutableArray<SieveAction> actions) =>
        actions.Any(action => action is RejectAction) && actions.Any(action => action is SieveStoreAction or RedirectAction or VacationAction);

    private static string NameOf(SieveAction action) => action switch
    {
        KeepAction => "keep",
        FileIntoAction => "store",
        RejectAction { IsEreject: true } => "ereject",
        _ => action.GetType().Name.Replace("Action", "", StringComparison.Ordinal).ToLowerInvariant(),
    };

    private static SieveTest Compare(SieveBinding binding, Func<SieveRun, IReadOnlyList<string>> values, bool isWording)
    {
        var matcher = binding.Matcher(binding.Strings(0));
        var index = binding.TagNumber("index");
        return run =>
        {
            var all = values(run);
            IReadOnlyList<string> chosen = index is not { } at ? all : at >= 1 && at <= all.Count ? [all[(int)at - 1]] : [];
            var matches = matcher.Matches(run, chosen);
            if (isWording && SvtestExtension.HostOf(run).Refuting.Contains(binding.Position))
            {
                SvtestExtension.HostOf(run).HasOtherWording |= matches && matcher.IsCount;
                return matches && !matcher.IsCount;
            }
            if (matches)
                return true;
            // The words of errors, and into how many one mistake falls, are each engine's own: that there is one is what counts.
            if (!isWording || chosen.Count == 0)
                return false;
            return SvtestExtension.HostOf(run).HasOtherWording = true;
        };
    }
}
