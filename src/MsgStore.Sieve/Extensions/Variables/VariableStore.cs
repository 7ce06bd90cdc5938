using System.Text;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>The variables of a run (RFC 5229): those of the script being run, and the global ones of RFC 6609.</summary>
internal sealed class VariableStore
{
    public VariableScope Global { get; } = new();

    public VariableScope Local { get; set; } = new();

    public static VariableStore Of(SieveRun run) => run.State<VariableStore>();

    /// <summary>Cuts a value to the limit of its octets, between characters.</summary>
    public static string Limit(SieveRun run, string value)
    {
        var max = run.Options.MaxVariableOctets;
        if (value.Length <= max / 3 || Encoding.UTF8.GetByteCount(value) <= max)
            return value;
        var (at, octets) = (0, 0);
        while (at < value.Length)
        {
            var size = Rune.TryGetRuneAt(value, at, out var rune) ? rune.Utf8SequenceLength : 1;
            if (octets + size > max)
                break;
            octets += size;
            at += Math.Max(1, rune.Utf16SequenceLength);
        }
        return value[..at];
    }
}

/// <summary>Variables by name, and what the last successful match left (RFC 5229 §3.2).</summary>
internal sealed class VariableScope
{
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<string> MatchValues { get; set; } = [];

    public string Get(string name) => _values.GetValueOrDefault(name, "");

    public void Set(SieveRun run, string name, string value)
    {
        if (_values.Count >= run.Options.MaxVariables && !_values.ContainsKey(name))
            throw run.Error($"More than {run.Options.MaxVariables} variables are set.");
        _values[name] = VariableStore.Limit(run, value);
        if (run.IsTracing)
            run.Trace(SieveTraceKind.Variable, $"{name} = \"{_values[name]}\"");
    }
}
