using System.Buffers;

namespace MsgStore.Queue.Interrupts;

/// <summary>The environment of a command that the host starts.</summary>
/// <remarks>The host's own is not passed on: where options come from it, it holds passwords (<c>MSGSTORE__Queue__Routes__…__Password</c>).</remarks>
internal static class CommandEnvironment
{
    private const int MaxCharacters = 1024;

    // What a value is printed with, or split at: C0 and C1 controls, DEL, and Unicode's line ends. NUL would end it.
    private static readonly SearchValues<char> Breaking = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7F, 0x21)).Select(code => (char)code), '\u2028', '\u2029']);

    // Without these, programs are not found or do not start.
    private static readonly (string Name, string Default)[] Kept = OperatingSystem.IsWindows()
        ? [("PATH", ""), ("SystemRoot", "")] : [("PATH", "/usr/local/bin:/usr/bin:/bin"), ("LANG", "C.UTF-8")];

    /// <summary>Leaves of an environment what every program needs, and adds the facts.</summary>
    public static void Set(IDictionary<string, string?> environment, IEnumerable<(string Name, string Value)> facts)
    {
        var kept = Kept.Select(variable => (variable.Name, environment.TryGetValue(variable.Name, out var value) && value is { Length: > 0 } ? value : variable.Default)).ToList();
        environment.Clear();
        foreach (var (name, value) in kept)
            environment[name] = value;
        foreach (var (name, value) in facts)
            environment[name] = Safe(value);
    }

    /// <summary>A value on one line: what is no printable character is a question mark, and what is very long is cut.</summary>
    internal static string Safe(string value)
    {
        var cut = value.Length <= MaxCharacters ? value : value[..MaxCharacters];
        return cut.AsSpan().ContainsAny(Breaking) ? string.Create(cut.Length, cut, (safe, text) => text.AsSpan().ReplaceAny(safe, Breaking, '?')) : cut;
    }
}
