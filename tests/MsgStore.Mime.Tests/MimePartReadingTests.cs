using System.Text;
using FsCheck.Xunit;

namespace MsgStore.Mime.Tests;

public sealed class MimePartReadingTests
{
    private const string Mail = """
        From: =?utf-8?Q?J=C3=BCrgen?= <j@example.org>, other@example.org
        To: a@example.com
        To: b@example.com
        Cc: Team: c@example.com;
        Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=
        Date: Fri, 27 Nov 2026 10:00:00 +0100
        Message-ID: <1@example.org>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=m

        --m
        Content-Type: multipart/alternative; boundary=a

        --a
        Content-Type: text/plain; charset=utf-8

        plain ü
        --a
        Content-Type: text/html; charset=utf-8

        <p>html &amp; more</p>
        --a--
        --m
        Content-Type: text/plain; name=notes.txt

        notes
        --m
        Content-Type: message/rfc822
        Content-Disposition: attachment; filename="mail.eml"

        Subject: inner
        Content-Type: application/pdf; name=inner.pdf

        x
        --m--

        """;

    [Fact]
    public async Task Message_is_read_in_three_lines()
    {
        var message = await MimePart.ParseAsync(new MemoryStream(Encoding.UTF8.GetBytes(Mail.ReplaceLineEndings("\r\n"))));
        Assert.Equal("Grüße", message.Subject);
        Assert.Equal([("Jürgen", "j@example.org"), ("", "other@example.org")], message.From.Select(from => (from.DisplayName, from.Address)));
        Assert.Equal(["a@example.com", "b@example.com"], message.To.Select(to => to.Address));
        Assert.Contains("c@example.com", message.Cc.Select(cc => cc.Address));
        Assert.Equal(new DateTimeOffset(2026, 11, 27, 10, 0, 0, TimeSpan.FromHours(1)), message.Date);
        Assert.Equal("1@example.org", message.MessageId);
        Assert.Equal("plain ü", message.TextBody);
        Assert.Equal("<p>html &amp; more</p>", message.HtmlBody);
        Assert.Equal(["notes.txt", "mail.eml"], message.Attachments.Select(attachment => attachment.FileName));
    }

    [Fact]
    public void Of_a_message_in_HTML_alone_the_text_is_read()
    {
        var message = MimePart.Parse("Content-Type: text/html\r\n\r\n<p>one</p><script>no</script>&amp;"u8.ToArray());
        Assert.Contains("one", message.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("no", message.TextBody, StringComparison.Ordinal);
        Assert.Empty(message.Attachments);
    }

    [Fact]
    public void What_is_missing_is_empty_or_null()
    {
        var message = MimePart.Parse("Content-Type: application/pdf\r\n\r\nx"u8.ToArray());
        Assert.Equal("", message.Subject);
        Assert.Empty(message.From);
        Assert.Empty(message.To);
        Assert.Null(message.Date);
        Assert.Null(message.MessageId);
        Assert.Null(message.TextBody);
        Assert.Null(message.HtmlBody);
        Assert.Null(message.FileName);
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(9, false)]
    [InlineData(int.MaxValue, true)]
    public async Task Longer_message_than_the_limit_is_refused_whether_or_not_its_stream_knows_its_length(int limit, bool isRead)
    {
        foreach (var knowsLength in (bool[])[true, false])
        {
            using var octets = new MemoryStream("A: b\r\n\r\nxx"u8.ToArray());
            await using Stream stream = knowsLength ? octets : new System.IO.Compression.DeflateStream(new MemoryStream(Compress(octets)), System.IO.Compression.CompressionMode.Decompress);
            if (isRead)
                Assert.Equal("xx", (await MimePart.ParseAsync(stream, new MimeLimits { MaxOctets = limit })).TextBody);
            else
                Assert.Contains("more than 9 octets", (await Assert.ThrowsAsync<InvalidDataException>(
                    () => MimePart.ParseAsync(stream, new MimeLimits { MaxOctets = limit }).AsTask())).Message, StringComparison.Ordinal);
        }
    }

    [Property]
    public async Task Any_octets_are_read_from_a_stream_as_from_memory(byte[] octets)
    {
        var message = await MimePart.ParseAsync(new MemoryStream(octets));
        Assert.True(message.Octets.Span.SequenceEqual(octets));
        _ = (message.Subject, message.From, message.To, message.Cc, message.Date, message.MessageId, message.TextBody, message.HtmlBody, message.FileName, message.Attachments.Count());
    }

    private static byte[] Compress(MemoryStream octets)
    {
        using var compressed = new MemoryStream();
        using (var deflate = new System.IO.Compression.DeflateStream(compressed, System.IO.Compression.CompressionMode.Compress, leaveOpen: true))
            deflate.Write(octets.ToArray());
        return compressed.ToArray();
    }
}
