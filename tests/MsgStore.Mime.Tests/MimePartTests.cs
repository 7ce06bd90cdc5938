using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace MsgStore.Mime.Tests;

public class MimePartTests
{
    [Fact]
    public void Parts_preamble_and_epilogue_are_found_in_place()
    {
        var part = Parse("Content-Type: multipart/mixed; boundary=\"b b\"\r\n\r\npre\r\n--b b\r\n\r\none\r\n--b b \r\nContent-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\ntwo\r\n--b b--\r\npost\r\n");
        Assert.Equal("pre|post\r\n", $"{Text(part.Preamble)}|{Text(part.Epilogue)}");
        Assert.Equal(["multipart/mixed", "text/plain", "message/rfc822", "text/plain"], part.SelfAndDescendants().Select(inner => inner.MediaType));
        Assert.Equal("one|two", $"{part.Children[0].Text}|{part.Children[1].Children[0].Text}");
    }

    [Fact]
    public void A_header_without_an_empty_line_has_no_body()
    {
        Assert.False(Parse("Subject: x\r\n").HasBody);
        Assert.True(Parse("Subject: x\r\n\r\n").HasBody);
        Assert.Equal("Subject: x\r\n", Text(Parse("Subject: x\r\n\r\nbody").HeaderOctets));
    }

    [Theory]
    [InlineData("Content-Type: text/plain; charset=iso-8859-1\r\n\r\nf\u00E4st", "fäst")]
    [InlineData("Content-Type: text/plain; charset=windows-1252\r\n\r\n\u0080", "€")]
    [InlineData("Content-Type: text/plain; charset=no-such\r\n\r\nf\u00E4st", "fäst")]
    [InlineData("Content-Transfer-Encoding: base64\r\n\r\nw6k\r\n=\r\n", "é")]
    [InlineData("Content-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\nIHRoZXJl\r\n", "hello there")]
    [InlineData("Content-Transfer-Encoding: base64\r\n\r\naA==aQ==", "hi")]
    [InlineData("Content-Transfer-Encoding: base64 (of course)\r\n\r\nw6k=", "é")]
    [InlineData("Content-Transfer-Encoding: (first) BASE64; x=y\r\n\r\nw6k=", "é")]
    [InlineData("Content-Type: text/plain; charset=iso8859-15\r\n\r\n\u00A4", "€")]
    [InlineData("Content-Type: text/plain; charset=ISO_8859_15\r\n\r\n\u00A4", "€")]
    [InlineData("Content-Type: text/plain; charset=cp1252\r\n\r\n\u0080", "€")]
    [InlineData("Content-Type: text/plain; charset=cp-1251\r\n\r\n\u00E4", "д")]
    [InlineData("Content-Type: text/plain; charset=utf-16\r\n\r\n\u00FE\u00FF\0a\0b", "ab")]
    [InlineData("Content-Type: text/plain; charset=utf-16\r\n\r\n\u00FF\u00FEa\0b\0", "ab")]
    [InlineData("Content-Type: text/plain; charset=utf-16\r\n\r\n\0a\0b", "ab")]
    [InlineData("Content-Type: text/plain; charset=utf-16\r\n\r\na\0b\0", "ab")]
    [InlineData("Content-Type: text/plain; charset=utf-16le\r\n\r\n\u00FF\u00FEa\0b\0", "ab")]
    [InlineData("Content-Type: text/plain; charset=utf-8\r\n\r\n\u00EF\u00BB\u00BFab", "ab")]
    [InlineData("Content-Transfer-Encoding: quoted-printable\r\n\r\na=C3=A9 b=\r\nc =20\r\n=ZZ", "aé bc  \r\n=ZZ")]
    public void Bodies_are_decoded_by_encoding_and_charset(string message, string text) => Assert.Equal(text, MimePart.Parse(Encoding.Latin1.GetBytes(message)).Text);

    [Theory]
    [InlineData("text/html; charset=\"utf-8\"; x=(comment) y", "text/html", "charset=utf-8,x=y")]
    [InlineData("attachment; filename*=utf-8''%e2%82%ac%20x", "attachment", "filename=€ x")]
    [InlineData("a/b; name*0*=iso-8859-1'en'%E4; name*1=\"b;c\"; name*2=d", "a/b", "name=äb;cd")]
    [InlineData("a/b; ; =; q=\"unended", "a/b", "q=unended")]
    [InlineData("attachment; filename=\" a.txt \"", "attachment", "filename= a.txt ")]
    [InlineData("attachment; filename = \"\" ; x= y z ", "attachment", "filename=,x=y z")]
    [InlineData("text/html charset=\"a;b\"; x=y", "text/html", "charset=a;b,x=y")]
    [InlineData("text/html=x", "text/html=x", "")]
    public void Parameters_are_joined_and_decoded(string field, string value, string parameters)
    {
        var parsed = MimeFieldValue.Parse(field);
        Assert.Equal(value, parsed.Value);
        Assert.Equal(parameters, string.Join(',', parsed.Parameters.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key.ToLowerInvariant()}={pair.Value}")));
    }

    [Theory]
    [InlineData("=?utf-8?q?a_b=C3=A9?=", "a bé")]
    [InlineData("=?utf-8?B?w6k=?= =?utf-8?b?w6k=?=", "éé")]
    [InlineData("=?utf-8?q?=C3?= =?utf-8?q?=A9?=", "é")]
    [InlineData("x =?iso-8859-1*de?q?=E4?= y", "x ä y")]
    [InlineData("=?utf-8?x?a?= =?broken", "=?utf-8?x?a?= =?broken")]
    [InlineData("no =? word", "no =? word")]
    public void Encoded_words_are_decoded(string text, string expected) => Assert.Equal(expected, EncodedWord.Decode(text));

    [Theory]
    [InlineData("Tue, 1 Apr 1997 09:06:31 -0800 (PST)", "1997-04-01T09:06:31-08:00")]
    [InlineData("1 Apr 97 09:06 GMT", "1997-04-01T09:06:00+00:00")]
    [InlineData("Fri, 21 Nov 2003 (a comment) 10:01:22 EST", "2003-11-21T10:01:22-05:00")]
    [InlineData("Thu, 13 Feb 1969 09:55 : 06 -0600", "1969-02-13T09:55:06-06:00")]
    [InlineData("Thu , 13 Feb 1969 23 (hour) : (minute) 32 : 01 -0330 (Newfoundland Time)", "1969-02-13T23:32:01-03:30")]
    [InlineData("Thu, 13 Feb 1969 09: 55:06 EST", "1969-02-13T09:55:06-05:00")]
    [InlineData("Thu, 13 Feb 1969 09:55 :06-0600", "1969-02-13T09:55:06-06:00")]
    [InlineData("Mon, 30 Feb 2004 10:00:00 +0000", null)]
    [InlineData("yesterday", null)]
    public void Dates_are_read_with_their_zone(string text, string? expected) =>
        Assert.Equal(expected, MailDate.TryParse(text, out var date) ? date.ToString("yyyy-MM-ddTHH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture) : null);

    [Theory]
    [InlineData("text/", "text/plain")]
    [InlineData("/plain", "text/plain")]
    [InlineData("text / html", "text/html")]
    [InlineData("Text(a)/(b)HTML", "text/html")]
    [InlineData("text/html charset=utf-8", "text/html")]
    [InlineData("te xt/html", "text/plain")]
    [InlineData("text/html/x", "application/octet-stream")]
    public void A_broken_content_type_counts_as_missing_and_a_sloppy_one_is_read(string field, string type) =>
        Assert.Equal(type, Parse($"Content-Type: {field}\r\n\r\nbody").MediaType);

    [Theory]
    [InlineData("\" b\"", "-- b")]
    [InlineData("\"b \"", "--b")]
    public void Blanks_of_a_quoted_boundary_belong_to_it_but_for_those_at_its_end(string boundary, string delimiter)
    {
        var part = Parse($"Content-Type: multipart/mixed; boundary={boundary}\r\n\r\n{delimiter}\r\n\r\none\r\n{delimiter}--\r\n");
        Assert.Equal("one", Assert.Single(part.Children).Text);
    }

    [Theory]
    [InlineData("rfc822", "base64", "U3ViamVjdDogaW4NCg0KdGV4dA0K")]
    [InlineData("global", "base64 (x)", "U3ViamVjdDogaW4NCg0KdGV4dA0K")]
    [InlineData("rfc822", "quoted-printable", "Subject: in\r\n\r\nt=65xt\r\n")]
    public void An_encoded_message_is_read(string type, string encoding, string body)
    {
        var inner = Assert.Single(Parse($"Content-Type: message/{type}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}").Children);
        Assert.Equal(("in", "text\r\n"), (inner.Header.First("Subject")?.Text, inner.Text));
    }

    [Theory]
    [InlineData("<!DOCTYPE html><p>text</p>\r\n")]
    [InlineData("<HTML xmlns:v=x>text\r\n")]
    public void A_header_ends_where_a_document_begins(string body)
    {
        var part = Parse("Subject: x\r\nContent-Type: text/html\r\n" + body);
        Assert.Equal((true, body, "text/html"), (part.HasBody, part.Text, part.MediaType));
        Assert.Equal(part.HeaderLength, part.HeaderOctets.Length);
    }

    [Fact]
    public void A_header_ends_where_parts_begin()
    {
        var part = Parse("Content-Type: multipart/mixed; boundary=b:c\r\n--b:c\r\nContent-Type: text/html\r\n\r\none\r\n--b:c--\r\n");
        Assert.Equal("text/html", Assert.Single(part.Children).MediaType);
    }

    [Fact]
    public void What_is_encoded_is_decoded_again() => Prop.ForAll(
        Gen.Elements("a", " ", "\t", "\r\n", "=", "é", "\r", "\n", new string('x', 80)).ArrayOf().Select(string.Concat).ToArbitrary(),
        Gen.Elements("base64", "quoted-printable", "8bit").ToArbitrary(),
        (text, encoding) =>
        {
            var encoded = TransferEncoding.Encode(Encoding.UTF8.GetBytes(text), encoding);
            return Encoding.UTF8.GetString(TransferEncoding.Decode(encoded, encoding).Span) == text
                && (encoding == "8bit" || Encoding.ASCII.GetString(encoded.Span).Split("\r\n").All(line => line.Length <= 76));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("<html><head><title>no</title></head><body>Hello&nbsp;<b>wo</b>rld<br>next</body></html>", "Hello\u00A0world\r\nnext")]
    [InlineData("<style>p { }</style><script>if (a < b) x</script><p title='>'>a</p><p>b &amp; c</p>", "a\r\nb & c")]
    [InlineData("1 < 2 <!-- > --> done", "1 < 2 done")]
    public void Html_becomes_its_text(string html, string text) => Assert.Equal(text, HtmlText.FromHtml(html));

    [Fact]
    public void Depth_and_number_of_parts_are_limited()
    {
        var nested = string.Concat(Enumerable.Range(0, 100).Select(depth => $"Content-Type: multipart/mixed; boundary=b{depth}\r\n\r\n--b{depth}\r\n"));
        Assert.Equal(6, MimePart.Parse(Encoding.ASCII.GetBytes(nested), new() { MaxDepth = 5 }).SelfAndDescendants().Count());
        var many = "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + string.Concat(Enumerable.Repeat("--b\r\n\r\nx\r\n", 500));
        Assert.Equal(50, MimePart.Parse(Encoding.ASCII.GetBytes(many), new() { MaxParts = 50 }).SelfAndDescendants().Count());
    }

    [Fact]
    public void Fields_made_here_fold_and_read_back() => Prop.ForAll(
        Gen.Elements("word", " ", "  ", "é", "longer-than-most", ":", "\t").ArrayOf().Select(string.Concat).ToArbitrary(), body =>
    {
        var field = MimeHeaderField.Create("X-Test", body);
        var parsed = MimeHeader.Parse(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(field.Octets.Span) + "\r\nbody"));
        return parsed.Fields is [var only] && only.RawText == body.Trim(' ', '\t');
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_large_body_is_not_searched_again_for_each_level_of_many()
    {
        var message = string.Concat(Enumerable.Range(0, 30).Select(level => $"Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n")) + new string('\n', 2_000_000);
        var depth = 0;
        for (var part = Parse(message); part.Children is [var child]; part = child)
            depth++;
        Assert.InRange(depth, 8, 10);
    }

    [Fact]
    public void Parts_know_where_they_begin()
    {
        var root = Parse("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nA: b\r\n\r\nc\r\n--b--\r\n");
        Assert.All(root.SelfAndDescendants(), part => Assert.Equal(Text(root.Octets[part.Start..][..part.Octets.Length]), Text(part.Octets)));
        Assert.Equal(4, root.SelfAndDescendants().Count());
        Assert.Equal(root.HeaderLength + 5, root.Children[0].Start);
    }

    [Theory]
    [InlineData("iso-8859-1")]
    [InlineData("Latin1")]
    [InlineData("UTF-16LE")]
    [InlineData("windows-1252")]
    [InlineData("koi8-r")]
    [InlineData("us-ascii")]
    public void Charsets_of_mail_are_known(string charset) => Assert.True(MimeCharset.TryGet(charset, out _));

    [Theory]
    [InlineData("x-none")]
    [InlineData("utf-7")]
    [InlineData("")]
    public void Others_are_not(string charset) => Assert.False(MimeCharset.TryGet(charset, out _));

    [Fact]
    public void Any_octets_are_read_to_an_end() => Prop.ForAll(Pieces(), text =>
    {
        var part = MimePart.Parse(Encoding.UTF8.GetBytes(text));
        foreach (var inner in part.SelfAndDescendants())
        {
            _ = HtmlText.FromHtml(inner.Text) + EncodedWord.Decode(inner.Text) + MimeFieldValue.Parse(inner.Text).Value + inner.Disposition.Value;
            _ = MailDate.TryParse(inner.Text, out _);
        }
        return part.Octets.Length == Encoding.UTF8.GetByteCount(text);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_octets_become_text_and_octets_again() =>
        Prop.ForAll<byte[]>(octets => OctetText.Encode(OctetText.Decode(octets)).AsSpan().SequenceEqual(octets)).QuickCheckThrowOnFailure();

    private static MimePart Parse(string message) => MimePart.Parse(Encoding.UTF8.GetBytes(message));

    private static string Text(ReadOnlyMemory<byte> octets) => Encoding.UTF8.GetString(octets.Span);

    private static Arbitrary<string> Pieces() => Gen.Elements(
        "Content-Type: multipart/mixed; boundary=b\r\n", "Content-Type: message/rfc822\r\n", "Content-Transfer-Encoding: base64\r\n", "Content-Disposition: a; f*0*=x'y'%zz\r\n", "\r\n", "--b\r\n", "--b--\r\n",
        "=?utf-8?q?=C3?=", "<p>", "<!--", "&#x;", "&amp;", "<script>", "</", "\"", "=", "%", "(", "1 Jan 2000 1:2:3 +9999", "é", "\0", "YQ", ";", "*").ArrayOf().Select(string.Concat).ToArbitrary();

    [Fact]
    public void Sequence_of_quoted_printable_has_two_digits_and_nothing_else() =>
        Assert.Equal("=C\0 \fA"u8.ToArray(), TransferEncoding.DecodeQuotedPrintable("=C\0 =0CA"u8));

    [Theory]
    [InlineData("--b\r\n", 1)]
    [InlineData("--b\r\n\r\none\r\n--b", 2)]
    [InlineData("--b--\r\n", 0)]
    [InlineData("", 0)]
    public void Part_that_the_message_ends_before_is_empty_and_there(string body, int count) =>
        Assert.Equal(count, MimePart.Parse(System.Text.Encoding.ASCII.GetBytes("Content-Type: multipart/mixed; boundary=b\r\n\r\n" + body)).Children.Length);

    [Fact]
    public void Encoding_is_known_whether_or_not_a_quote_stands_before_it()
    {
        var part = MimePart.Parse("Content-Transfer-Encoding: \" base64\r\n\r\nYQ==\r\n"u8.ToArray());
        Assert.True(part.IsBodyEncoded);
        Assert.Equal("a", part.Text);
    }
}
