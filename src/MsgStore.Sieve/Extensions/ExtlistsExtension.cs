using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>extlists (RFC 6134): the match type <c>:list</c>, valid_ext_list, and <c>:list</c> of redirect.</summary>
internal sealed class ExtlistsExtension : ISieveExtension
{
    private const string Prefix = "urn:ietf:params:sieve:";

    public string Name => "extlists";

    public void Register(SieveLanguageBuilder language)
    {
        // The keys are names of lists; comparing is the list's business (§2.2).
        language.AddMatchType(new("list", context => (run, value) => Ask(run, context.Key, value) == true));
        language.AddTest(new("valid_ext_list", binding =>
        {
            var lists = binding.Strings(0);
            return run => lists.Get(run).All(list => Ask(run, list, "") is not null);
        })
        { Arguments = [SieveArgumentKind.StringList] });
        language.AddTag(new("list"), "redirect");
    }

    /// <summary>The other name of a list: one that begins with a colon is short for one below the URN of Sieve (§2.5). <see langword="null"/> where it has one only.</summary>
    public static string? OtherName(string list) => list.StartsWith(':') ? Prefix + list[1..]
        : list.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? list[(Prefix.Length - 1)..] : null;

    // The environment may know it either way.
    private static bool? Ask(SieveRun run, string list, string value) => AskFor(run, list, value)
        ?? (OtherName(list) is { } other ? AskFor(run, other, value) : null);

    private static bool? AskFor(SieveRun run, string list, string value) =>
        run.Ask((nameof(ExtlistsExtension), list, value), (environment, token) => environment.IsInListAsync(list, value, token));
}
