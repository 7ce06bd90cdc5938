using System.Reflection;
using System.Text.RegularExpressions;

namespace MsgStore.Tests.Shared;

/// <summary>A table of examples and of the tests that show them, <c>| RFC | section | words | `Class.Method` |</c>, as it stands in a README.</summary>
internal static partial class ExampleTable
{
    /// <summary>The tests of a table that are no tests of an assembly; each by the name it has in the table.</summary>
    public static IReadOnlyList<string> FindMissing(string path, Assembly assembly)
    {
        var tests = assembly.GetTypes()
            .SelectMany(type => type.GetMethods().Where(method => method.GetCustomAttribute<FactAttribute>() is not null).Select(method => $"{type.Name}.{method.Name}"))
            .ToHashSet(StringComparer.Ordinal);
        return [.. Rows(path).SelectMany(row => row.Tests).Where(test => !tests.Contains(test))];
    }

    /// <summary>The tests of the classes named after examples that stand in no row.</summary>
    public static IReadOnlyList<string> FindUnlisted(string path, Assembly assembly)
    {
        var listed = Rows(path).SelectMany(row => row.Tests).ToHashSet(StringComparer.Ordinal);
        return [.. assembly.GetTypes().Where(type => type.Name.EndsWith("ExampleTests", StringComparison.Ordinal))
            .SelectMany(type => type.GetMethods().Where(method => method.GetCustomAttribute<FactAttribute>() is not null && method.Name.Contains("_example", StringComparison.Ordinal))
                .Select(method => $"{type.Name}.{method.Name}"))
            .Where(test => !listed.Contains(test))];
    }

    /// <summary>The rows: RFC, section and tests.</summary>
    public static IReadOnlyList<(string Rfc, string Section, IReadOnlyList<string> Tests)> Rows(string path) =>
        [.. File.ReadLines(path).Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Where(cells => cells.Length == 6 && cells[1] is not ("RFC" or "---"))
            .Select(cells => (cells[1], cells[2], (IReadOnlyList<string>)[.. TestName().Matches(cells[4]).Select(match => match.Groups["name"].Value)]))];

    [GeneratedRegex("`(?<name>[^`]+)`", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TestName();
}
