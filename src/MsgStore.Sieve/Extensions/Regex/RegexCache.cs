using System.Text.RegularExpressions;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>An expression as it is compiled.</summary>
/// <param name="Text">In the syntax of .NET, without what needs backtracking.</param>
/// <param name="IgnoresCase">Whether case is passed over.</param>
/// <param name="Limit">How long one match may take.</param>
internal sealed record RegexPattern(string Text, bool IgnoresCase, TimeSpan Limit);

/// <summary>The expressions used last, compiled: one takes 150 KB, so that not every script can hold all of its own.</summary>
internal sealed class RegexCache(int capacity)
{
    /// <summary>Steps that compiling an expression costs.</summary>
    public const int CompileCost = 2000;

    private readonly Lock _lock = new();
    private readonly Dictionary<RegexPattern, LinkedListNode<(RegexPattern Pattern, Regex Regex)>> _entries = [];
    private readonly LinkedList<(RegexPattern Pattern, Regex Regex)> _byUse = new();

    /// <summary>That of the process.</summary>
    public static RegexCache Shared { get; } = new(256);

    /// <summary>Compiles an expression, or finds it compiled.</summary>
    public Regex Get(RegexPattern pattern, SieveRun run)
    {
        lock (_lock)
            if (_entries.TryGetValue(pattern, out var node))
            {
                _byUse.Remove(node);
                _byUse.AddFirst(node);
                return node.Value.Regex;
            }
        run.Spend(CompileCost);
        var regex = Compile(pattern, run);
        lock (_lock)
        {
            if (_entries.TryAdd(pattern, new((pattern, regex))))
                _byUse.AddFirst(_entries[pattern]);
            if (_entries.Count > capacity && _byUse.Last is { } last)
            {
                _entries.Remove(last.Value.Pattern);
                _byUse.RemoveLast();
            }
        }
        return regex;
    }

    private static Regex Compile(RegexPattern pattern, SieveRun run)
    {
        var options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
        try
        {
            return new Regex(pattern.Text, pattern.IgnoresCase ? options | RegexOptions.IgnoreCase : options, pattern.Limit);
        }
        catch (NotSupportedException)
        {
            throw run.Error("A regular expression repeats too much.");
        }
    }
}
