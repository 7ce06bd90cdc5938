using System.Text;
using System.Text.RegularExpressions;
using MsgStore.Tests.Shared;

namespace MsgStore.Mime.Tests.Oracle;

/// <summary>Messages made by hand, one for each feature, and those that other tests hold.</summary>
internal static partial class Corpus
{
    /// <summary>The messages of the Sieve test files, and any message file below the tests.</summary>
    public static IEnumerable<byte[]> FromTests()
    {
        var tests = Path.Combine(Repository.Root, "tests");
        foreach (var file in Directory.EnumerateFiles(tests, "*.svtest", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            foreach (var text in MessageText().Matches(File.ReadAllText(file)).Select(match => match.Groups["text"].Value))
                yield return Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));
        foreach (var file in Directory.EnumerateFiles(tests, "*.eml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            yield return File.ReadAllBytes(file);
    }

    [GeneratedRegex("\"message\"\\s+text:[^\\n]*\\n(?<text>.*?)^\\.\\r?\\n", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MessageText();
}
