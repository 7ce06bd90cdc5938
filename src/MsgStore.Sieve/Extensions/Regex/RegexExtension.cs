using System.Text.RegularExpressions;
using MsgStore.Sieve.Compilation;

namespace MsgStore.Sieve.Extensions;

/// <summary>regex (draft-ietf-sieve-regex): the match type <c>:regex</c> with POSIX extended expressions, and <c>:quoteregex</c>. Matching takes time linear in the value.</summary>
internal sealed class RegexExtension : ISieveExtension
{
    /// <summary>Steps that compiling an expression in a run costs.</summary>
    public const int CompileCost = 500;

    public string Name => "regex";

    public void Register(SieveLanguageBuilder language)
    {
        language.AddMatchType(new("regex", Prepare) { NeedsSubstrings = true, PreparationCost = CompileCost });
        language.AddTag(VariableModifier.All.First(modifier => modifier.Name == "quoteregex").ToTag(), "set");
    }

    private static SieveKeyMatch Prepare(SieveKeyContext context)
    {
        if (TryCompile(context) is not { } regex)
            return (_, _) => false;
        // One step stands for about 64 characters; each state of the expression may look at each of them.
        var cost = 1 + (context.Key.Length >> 3);
        return (run, value) =>
        {
            run.Spend(cost * (1L + (value.Length >> 6)));
            try
            {
                if (!context.SetsVariables)
                    return regex.IsMatch(value);
                var match = regex.Match(value);
                if (match.Success)
                    MatchVariables.Set(run, [.. match.Groups.Values.Select(group => group.Value)]);
                return match.Success;
            }
            catch (RegexMatchTimeoutException)
            {
                throw run.Error("A regular expression takes too long.");
            }
        };
    }

    private static Regex? TryCompile(SieveKeyContext context)
    {
        if (context.Key.Length > context.Options.MaxRegexLength)
            context.Problem = $"A regular expression has at most {context.Options.MaxRegexLength} characters.";
        else if (!PosixRegex.TryTranslate(context.Key, out var translated, out var problem))
            context.Problem = problem;
        else
            return Compile(context, translated);
        return null;
    }

    private static Regex? Compile(SieveKeyContext context, string translated)
    {
        var options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
        if (context.Comparator.Name != "i;octet")
            options |= RegexOptions.IgnoreCase;
        try
        {
            return new Regex(translated, options, context.Options.MaxRegexTime);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            context.Problem = "The regular expression is not valid, or repeats too much.";
            return null;
        }
    }
}
