using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>extlists (RFC 6134): the match type <c>:list</c>, valid_ext_list, and <c>:list</c> of redirect.</summary>
internal sealed class ExtlistsExtension : ISieveExtension
{
    public string Name => "extlists";

    public void Register(SieveLanguageBuilder language)
    {
        // The keys are names of lists; comparing is the list's business (§2.2).
        language.AddMatchType(new("list", Search) { TakesComparator = false });
        language.AddTest(new("valid_ext_list", binding =>
        {
            var lists = binding.Strings(0);
            return run => lists.Get(run).All(list => Ask(run, list, "") is not null);
        })
        { Arguments = [SieveArgumentKind.StringList] });
        language.AddTag(new("list"), "redirect");
    }

    // A list that cannot be asked is an error of the run, and the entry found is ${0} (§2.2).
    private static SieveKeyMatch Search(SieveKeyContext context) => (run, value) =>
    {
        var answer = Ask(run, context.Key, value) ?? throw run.Error($"There is no list \"{context.Key}\" here; 'valid_ext_list' tells.");
        if (answer.Entry is not { } entry)
            return false;
        if (context.SetsVariables)
            MatchVariables.Set(run, new[] { entry });
        return true;
    };

    // The environment may know it by any name. One that knows no address book has an empty one (§2.5).
    private static SieveListAnswer? Ask(SieveRun run, string list, string value)
    {
        foreach (var name in ListName.Of(list))
            if (run.Ask((nameof(ExtlistsExtension), name, value), (environment, token) => environment.FindInListAsync(name, value, token)) is { } answer)
                return answer;
        return ListName.IsDefaultBook(list) ? SieveListAnswer.NotIn : null;
    }
}
