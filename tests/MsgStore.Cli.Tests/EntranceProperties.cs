using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using MsgStore.Cli.Entrance;
using MsgStore.Cli.Tests.Support;

namespace MsgStore.Cli.Tests;

/// <summary>What the entrance does to any octets, in pieces of any size, against the plainest reading of what it should do.</summary>
[Properties(MaxTest = 1000, Arbitrary = [typeof(Inputs)])]
public sealed partial class EntranceProperties
{
    [Property]
    public bool Every_line_end_becomes_CRLF_and_nothing_else_changes(string text, int piece) => Holds(text, piece, text =>
    {
        var normalized = LineEnd().Replace(text, "\r\n");
        return normalized.Length == 0 || normalized.EndsWith("\r\n", StringComparison.Ordinal) ? normalized : normalized + "\r\n";
    }, sink => new LineEndNormalizer(sink));

    [Property(MaxTest = 100)]
    public bool No_lone_CR_or_LF_comes_out(string text, int piece) => !LoneLineEnd().IsMatch(Run(text, piece, sink => new LineEndNormalizer(sink)));

    [Property]
    public bool Envelope_lines_fall_away_and_nothing_else_does(string text, int piece) =>
        Holds(text, piece, WithoutEnvelopeLines, sink => new LineEndNormalizer(new FromLineFilter(new HeaderFieldFilter(sink, "Return-Path"))));

    [Property]
    public bool A_single_full_stop_ends_a_message_and_no_other_does(string text, int piece) => Holds(text, piece, text =>
    {
        var lines = Lines(text);
        return string.Concat(lines.TakeWhile(line => line != ".\r\n"));
    }, sink => new LineEndNormalizer(new DotEndFilter(sink)));

    [Property]
    public bool A_header_collector_that_changes_nothing_only_adds_a_missing_empty_line(string text, int piece) => Holds(text, piece, text =>
    {
        var lines = Lines(text);
        var fields = new List<string>();
        foreach (var line in lines)
        {
            if (!(fields.Count > 0 && line[0] is ' ' or '\t') && !Field().IsMatch(line))
                break;
            fields.Add(line);
        }
        var body = lines.Skip(fields.Count).ToList();
        return string.Concat(fields) + "\r\n" + string.Concat(body.FirstOrDefault() == "\r\n" ? body.Skip(1) : body);
    }, sink => new LineEndNormalizer(new HeaderCollector(sink, fields => [.. fields, .. "\r\n"u8])));

    [Theory]
    [InlineData("From alice@example.org Mon Jan  1 00:00:00 2024\nSubject: x\n\n", "alice@example.org")]
    [InlineData("From MAILER-DAEMON Mon Jan  1 00:00:00 2024\nSubject: x\n\n", "MAILER-DAEMON")]
    [InlineData("From \nSubject: x\n\n", "")]
    [InlineData("Subject: x\nFrom a@b\n\n", null)]
    [InlineData("From: a@b\n\n", null)]
    public void The_first_line_of_an_mbox_names_the_sender(string message, string? sender)
    {
        var filter = new FromLineFilter(new CollectingSink());
        var first = new LineEndNormalizer(filter);
        first.Write(Encoding.Latin1.GetBytes(message));
        first.Complete();
        Assert.Equal(sender, filter.Sender);
    }

    private static bool Holds(string text, int piece, Func<string, string> expected, Func<IOctetSink, IOctetSink> filter) => Run(text, piece, filter) == expected(text);

    private static string Run(string text, int piece, Func<IOctetSink, IOctetSink> filter) =>
        Encoding.Latin1.GetString(CollectingSink.Filter(Encoding.Latin1.GetBytes(text), piece, filter));

    private static string WithoutEnvelopeLines(string text)
    {
        var lines = Lines(text);
        var result = new StringBuilder();
        var (isHeader, dropping) = (true, false);
        for (var i = 0; i < lines.Count; i++)
        {
            isHeader &= lines[i] != "\r\n";
            var isContinuation = lines[i][0] is ' ' or '\t';
            dropping = isHeader && (isContinuation ? dropping : lines[i].StartsWith("Return-Path:", StringComparison.OrdinalIgnoreCase));
            if (!dropping && !(i == 0 && lines[i].StartsWith("From ", StringComparison.Ordinal)))
                result.Append(lines[i]);
        }
        return result.ToString();
    }

    /// <summary>The lines of a text, each ended by CRLF.</summary>
    private static List<string> Lines(string text)
    {
        var lines = LineEnd().Replace(text, "\n").Split('\n').Select(line => line + "\r\n").ToList();
        if (lines[^1] == "\r\n")
            lines.RemoveAt(lines.Count - 1);
        return lines;
    }

    [GeneratedRegex("\r\n|\r|\n", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LineEnd();

    [GeneratedRegex("\r(?!\n)|(?<!\r)\n", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LoneLineEnd();

    [GeneratedRegex("^[!-9;-~]+[ \t]*:", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Field();

    // Pieces that mean something, put together at random, beside any octets.
    private static class Inputs
    {
        public static Arbitrary<string> Texts() => Gen.Elements(
                "\r", "\n", "\r\n", ".", "..", " ", "\t", "From ", "From a@b x", "Return-Path:", "return-path: <a@b>", "Return-Path", "Subject: x", "a", "ä", "\0", "\xff", ":", "\r\n\r\n", "\n\n")
            .ListOf().Select(pieces => string.Concat(pieces)).ToArbitrary();

        public static Arbitrary<int> Lengths() => Gen.Choose(1, 20).ToArbitrary();
    }
}
