using System.Text.RegularExpressions;

namespace MsgStore.Architecture.Tests;

/// <summary>Texts for people that are made of other texts.</summary>
public sealed partial class SentenceTests
{
    // What exceptions, replies and other hosts say may end in a full stop of its own.
    [Fact]
    public void Sentence_adds_no_full_stop_behind_a_text_that_may_have_one()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(file => File.ReadLines(file)
            .Where(line => TextAndFullStop().IsMatch(line)).Select(line => $"{Path.GetRelativePath(Repository.Root, file)}: {line.Trim()}; write {{text.TrimEnd('.')}}.")));
    }

    [GeneratedRegex("""\{[^{}"]*\b(Message|Text|Reason|[Tt]rouble|[Ff]ault|[Mm]issing|message|text)\}\.(?=["\s])""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TextAndFullStop();
}
