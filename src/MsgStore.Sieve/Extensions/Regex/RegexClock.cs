using System.Text.RegularExpressions;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>Sees to it that the expressions of an evaluation take no more than their time, all of them together.</summary>
internal static class RegexClock
{
    /// <summary>Matches, and adds the time it takes.</summary>
    public static bool Measure(SieveRun run, Func<bool> match)
    {
        // How long the processor works is no matter of the clock that scripts see.
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        bool isMatch;
        try
        {
            isMatch = match();
        }
        catch (RegexMatchTimeoutException)
        {
            throw run.Error("A regular expression takes too long.");
        }
        run.RegexTime += time.GetElapsedTime(start);
        return run.RegexTime <= run.Options.MaxRegexTime ? isMatch : throw run.Error("The regular expressions take too long in all.");
    }
}
