using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using MsgStore.Cli.Entrance;
using MsgStore.Cli.Mbox;
using MsgStore.Cli.Tests.Support;
using MsgStore.Mailboxes;

namespace MsgStore.Cli.Tests;

/// <summary>mbox files of the mboxrd kind (RFC 4155, with its quoting made reversible).</summary>
public sealed class MboxTests
{
    private static readonly DateTimeOffset Date = new(2024, 2, 3, 4, 5, 6, TimeSpan.Zero);

    [Property(MaxTest = 1000, Arbitrary = [typeof(StoredMail)])]
    public bool What_was_written_is_read_again(IReadOnlyList<string> messages, int piece)
    {
        using var file = new MemoryStream();
        foreach (var message in messages)
            Write(file, message, piece);
        return Split(file.ToArray(), piece).Select(read => read.Text).SequenceEqual(messages.Select(message => message.Replace("\r\n", "\n", StringComparison.Ordinal)));
    }

    [Property(MaxTest = 1000, Arbitrary = [typeof(MboxPieces)])]
    public bool Any_octets_are_read_or_refused(string text, int piece)
    {
        try
        {
            return Split(Encoding.Latin1.GetBytes(text), piece).Sum(message => message.Text.Length) <= text.Length;
        }
        catch (ToolException exception)
        {
            return exception.ExitCode == ExitCode.DataError && !text.StartsWith("From a Mon", StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("From alice@example.org Sat Feb  3 04:05:06 2024", "alice@example.org", true)]
    [InlineData("From alice@example.org Sat Feb 3 04:05:06 2024 +0000", "alice@example.org", true)]
    [InlineData("From alice@example.org Sat Feb  3 04:05:06 UTC 2024", "alice@example.org", true)]
    [InlineData("From MAILER-DAEMON Sat Feb  3 04:05:06 2024\r", "MAILER-DAEMON", true)]
    [InlineData("From alice@example.org Sat Foo 99 04:05:06 2024", "alice@example.org", false)]
    public void From_lines_of_several_kinds_are_understood(string line, string sender, bool hasDate)
    {
        Assert.True(FromLine.TryParse(Encoding.ASCII.GetBytes(line), out var read));
        Assert.Equal(new FromLine(sender, hasDate ? Date : null), read);
    }

    [Theory]
    [InlineData("From - Sat, 03 Feb 2024 05:05:06 +0100")]
    [InlineData("From - Sat Feb 03 2024 05:05:06 GMT+0100 (Central European Standard Time)")]
    [InlineData("From - Sat Feb  3 04:05:06 AM 2024")]
    [InlineData("From - Sat Feb  3 05:05:06 CET 2024")]
    [InlineData("From - Sat Feb  3 04:05:06 2024 remote from host")]
    [InlineData("From - Sat Feb  3 04:05:06 W. Europe Standard Time 2024")]
    [InlineData("From - 2/3/2024 4:05:06 AM")]
    [InlineData("From - 2024-02-03 04:05:06")]
    public void From_lines_of_exports_tell_their_date(string line)
    {
        Assert.True(FromLine.TryParse(Encoding.ASCII.GetBytes(line), out var read));
        Assert.Equal(new FromLine(FromLine.NoSender, Date), read with { Date = read.Date?.ToUniversalTime() });
    }

    [Theory]
    [InlineData("From - 23.4.2013 11:21:49", "2013-04-23T11:21:49Z")]
    [InlineData("From - Tue Apr 23 11:21:49 PM 2013", "2013-04-23T23:21:49Z")]
    [InlineData("From - 4/23/2013 12:21:49AM", "2013-04-23T00:21:49Z")]
    [InlineData("From - 4/5/2013 11:21:49", null)]
    public void Halves_of_the_day_and_orders_of_numbers_are_understood(string line, string? date)
    {
        Assert.True(FromLine.TryParse(Encoding.ASCII.GetBytes(line), out var read));
        Assert.Equal(date, read.Date?.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("0001", MessageFlags.Seen)]
    [InlineData("0009", MessageFlags.Seen | MessageFlags.Deleted)]
    [InlineData("1007", MessageFlags.Seen | MessageFlags.Answered | MessageFlags.Flagged)]
    [InlineData("xyz", MessageFlags.None)]
    public void Flags_of_thunderbird_are_read(string status, MessageFlags flags)
    {
        var fields = new Dictionary<string, string> { ["X-Mozilla-Status"] = status, ["X-Mozilla-Keys"] = "$label1 work" };
        Assert.Equal((flags, KeywordSet.Create("$label1", "work")), StatusFields.Read(fields));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(-3, 3)]
    public void A_length_that_leads_to_a_from_line_or_the_end_is_believed_and_no_other(int error, int messages)
    {
        const string Body = "one\n\nFrom a@b Sat Feb  3 04:05:06 2024\n\ntwo\n";
        var file = Encoding.ASCII.GetBytes($"From a@b Sat Feb  3 04:05:06 2024\nContent-Length: {Body.Length + error}\n\n{Body}\nFrom c@d Sat Feb  3 04:05:06 2024\nSubject: x\n\n");
        for (var piece = 1; piece < 40; piece++)
        {
            var count = 0;
            var splitter = new MboxSplitter(_ => { count++; return new CollectingSink(); }, position => position <= file.Length && Encoding.ASCII.GetString(file.AsSpan((int)position)).TrimStart('\n') is "" or ['F', 'r', 'o', 'm', ' ', ..]);
            foreach (var part in file.Chunk(piece))
                splitter.Write(part);
            splitter.Complete();
            Assert.Equal(messages, count);
        }
    }

    [Fact]
    public void A_line_that_only_looks_like_one_is_told_of()
    {
        var splitter = new MboxSplitter(_ => new CollectingSink());
        splitter.Write("From a@b Sat Feb  3 04:05:06 2024\nSubject: x\n\nFrom c@d yesterday\n\nFrom here\n"u8);
        splitter.Complete();
        Assert.Equal(2, splitter.DoubtfulLines);
    }

    [Theory]
    [InlineData("From here on it gets better")]
    [InlineData("From Monday on, at 10:00")]
    [InlineData("From")]
    [InlineData(">From alice@example.org Sat Feb  3 04:05:06 2024")]
    public void Text_that_begins_with_the_word_is_text(string line) => Assert.False(FromLine.TryParse(Encoding.ASCII.GetBytes(line), out _));

    [Fact]
    public void A_from_line_without_an_empty_line_before_it_is_text()
    {
        var file = "From a@b Sat Feb  3 04:05:06 2024\nSubject: x\n\nbody\nFrom c@d Sat Feb  3 04:05:06 2024\n"u8.ToArray();
        Assert.Equal("Subject: x\n\nbody\nFrom c@d Sat Feb  3 04:05:06 2024\n", Assert.Single(Split(file, 7)).Text);
    }

    [Fact]
    public void Flags_and_keywords_come_through_the_status_fields()
    {
        var flags = MessageFlags.Seen | MessageFlags.Answered | MessageFlags.Draft;
        var keywords = KeywordSet.Create("$Forwarded", "work");
        var filter = new HeaderFieldFilter(new CollectingSink(), StatusFields.Names);
        var first = new LineEndNormalizer(filter);
        first.Write(StatusFields.Write(flags, keywords));
        first.Write("Subject: x\n\nStatus: not a field\n"u8);
        first.Complete();
        Assert.Equal((flags, keywords), StatusFields.Read(filter.Values));
    }

    private static void Write(Stream file, string message, int piece)
    {
        var writer = new MboxWriter(file);
        writer.Begin(new FromLine("a@example.org", Date));
        foreach (var part in Encoding.Latin1.GetBytes(message).Chunk(piece))
            writer.Write(part);
        writer.Complete();
    }

    private static List<(FromLine Line, string Text)> Split(byte[] file, int piece)
    {
        var messages = new List<(FromLine Line, CollectingSink Sink)>();
        var splitter = new MboxSplitter(line =>
        {
            messages.Add((line, new CollectingSink()));
            return messages[^1].Sink;
        });
        foreach (var part in file.Chunk(piece))
            splitter.Write(part);
        splitter.Complete();
        return [.. messages.Select(message => (message.Line, Encoding.Latin1.GetString(message.Sink.Octets)))];
    }

    // Whole lines, as stored mail has them; what a line holds is up to the sender.
    private static class StoredMail
    {
        public static Arbitrary<IReadOnlyList<string>> Messages() => Gen.Elements(
                "", "From ", "From a@b Sat Feb  3 04:05:06 2024", ">From x", ">>From ", ">", ">Fro", "Fro", "Subject: x", "ä\xff\0", " ")
            .ListOf().Select(lines => string.Concat(lines.Select(line => line + "\r\n"))).Where(text => text.Length > 0)
            .ListOf().Select(messages => (IReadOnlyList<string>)messages.ToList()).ToArbitrary();

        public static Arbitrary<int> Lengths() => Gen.Choose(1, 30).ToArbitrary();
    }

    private static class MboxPieces
    {
        public static Arbitrary<string> Texts() => Gen.Elements(
                "From ", ">", "\n", "\r", "\r\n", "\n\n", "a", "Mon Jan 1 00:00:00 2024", " ", "From a Mon Jan 1 00:00:00 2024\n")
            .ListOf().Select(string.Concat).ToArbitrary();

        public static Arbitrary<int> Lengths() => Gen.Choose(1, 30).ToArbitrary();
    }
}
