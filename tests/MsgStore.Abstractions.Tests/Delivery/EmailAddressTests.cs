using FsCheck.Xunit;
using MsgStore.Delivery;

namespace MsgStore.Abstractions.Tests.Delivery;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("a@b", "a", "b")]
    [InlineData("user+tag@example.com", "user+tag", "example.com")]
    [InlineData("\"john doe\"@example.com", "john doe", "example.com")]
    [InlineData("\"a\\\"b\\\\c\"@example.com", "a\"b\\c", "example.com")]
    [InlineData("\"a@b\"@example.com", "a@b", "example.com")]
    [InlineData("x@[127.0.0.1]", "x", "[127.0.0.1]")]
    [InlineData("x@[IPv6:2001:db8::1]", "x", "[IPv6:2001:db8::1]")]
    [InlineData("grüße@bücher.example", "grüße", "bücher.example")]
    public void Mailbox_is_read_into_its_parts(string text, string localPart, string domain)
    {
        Assert.True(EmailAddress.TryParse(text, out var address));
        Assert.Equal((localPart, domain), (address.LocalPart, address.Domain));
        Assert.Equal(text, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("@b")]
    [InlineData("a@")]
    [InlineData(".a@b")]
    [InlineData("a.@b")]
    [InlineData("a..b@c")]
    [InlineData("a b@c")]
    [InlineData("a@b c")]
    [InlineData("a@-b")]
    [InlineData("a@b..c")]
    [InlineData("a@b@c")]
    [InlineData("<a@b>")]
    [InlineData("\"a\r\nMAIL FROM:<x>\"@b")]
    [InlineData("\"a\0\"@b")]
    [InlineData("\"a@b")]
    [InlineData("\"a\"")]
    [InlineData("a@[1.2.3.4\r\n]")]
    public void What_is_no_mailbox_is_refused(string text) => Assert.False(EmailAddress.TryParse(text, out _));

    [Fact]
    public void Path_longer_than_254_octets_is_refused()
    {
        Assert.True(EmailAddress.TryParse(new string('a', 60) + "@" + string.Join('.', Enumerable.Repeat(new string('b', 60), 3)), out _));
        Assert.False(EmailAddress.TryParse(new string('a', 100) + "@" + string.Join('.', Enumerable.Repeat(new string('b', 60), 3)), out _));
    }

    [Fact]
    public void Domain_compares_without_case_and_local_part_with_it()
    {
        Assert.Equal(EmailAddress.Parse("a@EXAMPLE.com"), EmailAddress.Parse("a@example.COM"));
        Assert.NotEqual(EmailAddress.Parse("A@example.com"), EmailAddress.Parse("a@example.com"));
        Assert.Equal(EmailAddress.Parse("a@EXAMPLE.com").GetHashCode(), EmailAddress.Parse("a@example.COM").GetHashCode());
    }

    [Property]
    public bool Any_text_ends_in_a_result_that_prints_and_parses_again(string? text) =>
        !EmailAddress.TryParse(text ?? "", out var address) || (EmailAddress.TryParse(address.ToString(), out var again) && again.Equals(address));

    [Property]
    public bool Any_parts_that_make_an_address_survive_printing_and_hold_no_line_end(string? localPart, string? domain) =>
        !EmailAddress.TryCreate(localPart ?? "", (domain ?? "") + "b.c", out var address)
            || (EmailAddress.TryParse(address.ToString(), out var again) && again.Equals(address) && address.ToString().AsSpan().IndexOfAny('\r', '\n') < 0);
}
