using FsCheck.Xunit;
using MsgStore.Delivery;
using MsgStore.Mailboxes;

namespace MsgStore.Abstractions.Tests.Mailboxes;

public sealed class MailboxNameTests
{
    [Theory]
    [InlineData("Alice@EXAMPLE.com", "alice@example.com")]
    [InlineData("ÄRGER@example.com", "ärger@example.com")]
    [InlineData("a@BÜCHER.example", "a@xn--bcher-kva.example")]
    [InlineData("a@XN--BCHER-KVA.example", "a@xn--bcher-kva.example")]
    public void Name_is_canonical(string text, string canonical)
    {
        Assert.True(MailboxName.TryParse(text, out var name));
        Assert.Equal(canonical, name.ToString());
        Assert.Equal(MailboxName.Parse(canonical), name);
    }

    [Theory]
    [InlineData("a/b@example.com")]
    [InlineData("a\\b@example.com")]
    [InlineData("../x@example.com")]
    [InlineData("..@example.com")]
    [InlineData(".@example.com")]
    [InlineData("a b@example.com")]
    [InlineData("a\0@example.com")]
    [InlineData("a\"b@example.com")]
    [InlineData("a@b@example.com")]
    [InlineData("a@[127.0.0.1]")]
    [InlineData("a@..")]
    [InlineData("a@example..com")]
    [InlineData("a@exa/mple.com")]
    [InlineData("a@")]
    [InlineData("@example.com")]
    [InlineData("a\u202E@example.com")]
    [InlineData("a\u00A0b@example.com")]
    [InlineData("a\uD800@example.com")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234@example.com")]
    public void Hostile_name_is_refused(string text) => Assert.False(MailboxName.TryParse(text, out _));

    [Fact]
    public void Local_part_keeps_its_case_where_the_domain_says_so()
    {
        Assert.True(MailboxName.TryCreate("Alice", "example.com", LocalPartFolding.Exact, out var exact));
        Assert.Equal("Alice@example.com", exact.ToString());
    }

    [Property]
    public bool Any_name_that_is_accepted_is_canonical_already_and_never_holds_a_path(string? localPart, string? domain)
    {
        if (!MailboxName.TryCreate(localPart ?? "", (domain ?? "") + "x.org", LocalPartFolding.LowerCase, out var name))
            return true;
        return MailboxName.TryParse(name.ToString(), out var again) && again.Equals(name)
            && name.ToString().AsSpan().IndexOfAny("/\\\0\r\n\"") < 0 && !name.LocalPart.StartsWith('.') && !name.Domain.Any(char.IsAsciiLetterUpper);
    }

    [Fact]
    public void Name_of_an_address_is_its_folded_form()
    {
        Assert.True(MailboxName.TryCreate(EmailAddress.Parse("Bob@Example.COM"), out var name));
        Assert.Equal("bob@example.com", name.ToString());
        Assert.False(MailboxName.TryCreate(EmailAddress.Parse("\"b ob\"@example.com"), out _));
    }
}
