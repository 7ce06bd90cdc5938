using FsCheck.Xunit;
using MsgStore.Protocols.Smtp.Syntax;
using MsgStore.Protocols.Tests.Support;

namespace MsgStore.Protocols.Tests.Smtp;

public class SmtpLineReaderTests
{
    [Theory]
    [InlineData("<a@b.example>", "a@b.example")]
    [InlineData("<a.b+c@b.example>", "a.b+c@b.example")]
    [InlineData("<\"a b\"@b.example>", "\"a b\"@b.example")]
    [InlineData("<\"a\\\"b\"@b.example>", "\"a\\\"b\"@b.example")]
    [InlineData("<\"ab\"@b.example>", "ab@b.example")]
    [InlineData("<@one.example,@two.example:a@b.example>", "a@b.example")]
    [InlineData("<a@[192.0.2.1]>", "a@[192.0.2.1]")]
    [InlineData("<a@[IPv6:2001:db8::1]>", "a@[IPv6:2001:db8::1]")]
    [InlineData("<Postmaster>", "Postmaster@here.example")]
    public void Paths_of_the_grammar_are_read(string wire, string address)
    {
        var reader = new SmtpLineReader(Octets.Of(wire));
        Assert.True(reader.TryReadPath(out var path));
        Assert.True(path.TryGetAddress("here.example", out var read));
        Assert.Equal(address, read.ToString());
        Assert.True(reader.IsAtEnd);
    }

    [Theory]
    [InlineData("a@b.example")]
    [InlineData("<a@b.example")]
    [InlineData("<a@>")]
    [InlineData("<@b.example>")]
    [InlineData("<.a@b.example>")]
    [InlineData("<a..b@b.example>")]
    [InlineData("<a@b..example>")]
    [InlineData("<a b@b.example>")]
    [InlineData("<\"a@b.example>")]
    [InlineData("<\"a\r\nRCPT TO:<c@d>\"@b.example>")]
    [InlineData("<\"a\\\r\\\nb\"@b.example>")]
    [InlineData("<\"a\0b\"@b.example>")]
    [InlineData("<a@[192.0.2.300]>")]
    [InlineData("<a@[1]>")]
    [InlineData("<a@[2001:db8::1]>")]
    [InlineData("<a@b.example>x")]
    [InlineData("<@one.example a@b.example>")]
    [InlineData("<é@b.example>")]
    [InlineData("<a@é.example>")]
    [InlineData("<<a@b.example>>")]
    public void Everything_else_is_refused_and_the_reader_stays(string wire)
    {
        var reader = new SmtpLineReader(Octets.Of(wire));
        Assert.False(reader.TryReadPath(out _) && !reader.Rest.StartsWith("x"u8));
        Assert.Equal(wire, Octets.Text(reader.Rest));
    }

    [Fact]
    public void The_null_path_is_no_address()
    {
        var reader = new SmtpLineReader("<> SIZE=1"u8);
        Assert.True(reader.TryReadPath(out var path));
        Assert.True(path.IsNull);
        Assert.True(reader.TryReadParameter(out var keyword, out var value));
        Assert.Equal("SIZE=1", Octets.Text(keyword) + "=" + Octets.Text(value));
    }

    [Fact]
    public void UTF8_is_read_where_it_is_allowed()
    {
        var reader = new SmtpLineReader(Octets.Of("<grå@blåbær.example>"), allowUtf8: true);
        Assert.True(reader.TryReadPath(out var path));
        Assert.True(path.TryGetAddress(null, out var address));
        Assert.Equal("grå@blåbær.example", address.ToString());

        var broken = new SmtpLineReader([(byte)'<', (byte)'a', 0xC3, (byte)'@', (byte)'b', (byte)'>'], allowUtf8: true);
        Assert.False(broken.TryReadPath(out _));
    }

    [Fact]
    public void Local_parts_end_at_64_octets()
    {
        var reader = new SmtpLineReader(Octets.Of($"<{new string('a', 64)}@b.example>"));
        Assert.True(reader.TryReadPath(out _));
        reader = new SmtpLineReader(Octets.Of($"<{new string('a', 65)}@b.example>"));
        Assert.False(reader.TryReadPath(out _));
    }

    [Theory]
    [InlineData(" SIZE=100 BODY=8BITMIME", true)]
    [InlineData(" SIZE", true)]
    [InlineData("SIZE=1", false)]
    [InlineData(" SIZE=", false)]
    [InlineData(" SIZE=1=2", false)]
    [InlineData(" -A=1", false)]
    [InlineData(" SI\tZE=1", false)]
    public void Parameters_follow_the_grammar(string wire, bool expected)
    {
        var reader = new SmtpLineReader(Octets.Of(wire));
        Assert.Equal(expected, reader.TryReadParameter(out _, out _));
    }

    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("a+2Bb+3D", "a+b=")]
    [InlineData("a+20b", "a b")]
    [InlineData("a+0Ab", null)]
    [InlineData("a+2b", null)]
    [InlineData("a+2", null)]
    [InlineData("a=b", null)]
    [InlineData("a+C3", null)]
    public void XText_is_decoded_without_letting_controls_through(string wire, string? expected)
    {
        Assert.Equal(expected is not null, XText.TryDecode(Octets.Of(wire), 100, out var decoded));
        Assert.Equal(expected, decoded);
    }

    [Property]
    public bool Any_octets_are_read_without_exception_and_no_address_holds_a_line_end(byte[] octets, bool utf8)
    {
        foreach (var line in new byte[][] { octets, [(byte)'<', .. octets, (byte)'>'], [(byte)'<', (byte)'"', .. octets, .. "\"@b>"u8] })
        {
            var reader = new SmtpLineReader(line, utf8);
            if (reader.TryReadPath(out var path) && path.TryGetAddress("d", out var address) && address.ToString().AsSpan().ContainsAny('\r', '\n', '\0'))
                return false;
            while (reader.TryReadParameter(out _, out _))
                continue;
            XText.TryDecode(octets, 10, out _);
        }

        return true;
    }
}
