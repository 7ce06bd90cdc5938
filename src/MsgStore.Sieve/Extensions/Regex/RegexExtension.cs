using System.Text.RegularExpressions;
using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>regex (draft-ietf-sieve-regex): the match type <c>:regex</c> with POSIX extended expressions, and <c>:quoteregex</c>. Matching takes time linear in the value.</summary>
internal sealed class RegexExtension : ISieveExtension
{
    public string Name => "regex";

    public void Register(SieveLanguageBuilder language)
    {
        language.AddMatchType(new("regex", Prepare) { NeedsSubstrings = true, PreparationCost = 100 });
        language.AddTag(VariableModifier.All.First(modifier => modifier.Name == "quoteregex").ToTag(), "set");
    }

    private static SieveKeyMatch Prepare(SieveKeyContext context)
    {
        if (TryTranslate(context, out var states) is not { } pattern)
            return (_, _) => false;
        // One step stands for about 64 characters; each state of the expression may look at each of them.
        var cost = 1 + (states >> 3);
        return (run, value) =>
        {
            run.Spend(cost * (1L + (value.Length >> 6)));
            return RegexClock.Measure(run, () => IsMatch(run, pattern, value, context.SetsVariables));
        };
    }

    private static bool IsMatch(SieveRun run, RegexPattern pattern, string value, bool setsVariables)
    {
        var regex = RegexCache.Shared.Get(pattern, run);
        if (!setsVariables)
            return regex.IsMatch(value);
        var match = regex.Match(value);
        if (match.Success)
            MatchVariables.Set(run, match.Groups);
        return match.Success;
    }

    private static RegexPattern? TryTranslate(SieveKeyContext context, out int states)
    {
        states = 0;
        if (context.Key.Length > context.Options.MaxRegexLength)
            context.Problem = $"A regular expression has at most {context.Options.MaxRegexLength} characters.";
        else if (!PosixRegex.TryTranslate(context.Key, out var translated, out states, out var problem))
            context.Problem = problem;
        else if (states > context.Options.MaxRegexStates)
            context.Problem = "The regular expression repeats too much.";
        else
            return Check(context, new(translated, context.Comparator.Name != "i;octet", context.Options.MaxRegexTime));
        return null;
    }

    // Only what is used is compiled for matching, which takes a hundred times the memory; here the syntax alone is looked at.
    private static RegexPattern? Check(SieveKeyContext context, RegexPattern pattern)
    {
        try
        {
            _ = new Regex(pattern.Text, RegexOptions.CultureInvariant, pattern.Limit);
            return pattern;
        }
        catch (ArgumentException)
        {
            context.Problem = "The regular expression is not valid.";
            return null;
        }
    }
}
