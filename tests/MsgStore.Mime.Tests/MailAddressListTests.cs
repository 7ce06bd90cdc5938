using FsCheck;
using FsCheck.Fluent;

namespace MsgStore.Mime.Tests;

public class MailAddressListTests
{
    [Theory]
    [InlineData("a@example.com", "a@example.com")]
    [InlineData("Anna <a@example.com>, b@example.com", "a@example.com|b@example.com")]
    [InlineData("\"D, D.\" <d@example.com>", "d@example.com")]
    [InlineData("friends: a@example.com, B <b@example.com>;, c@example.com", "a@example.com|b@example.com|c@example.com")]
    [InlineData("undisclosed-recipients:;", "")]
    [InlineData("a (comment (inner)) @ (x) example . com", "a@example.com")]
    [InlineData("<@one.example,@two.example:a@example.com>", "a@example.com")]
    [InlineData("\"joe q\"@example.com", "\"joe q\"@example.com")]
    [InlineData("jürgen@bücher.example", "jürgen@bücher.example")]
    [InlineData("a@[192.0.2.1]", "a@[192.0.2.1]")]
    [InlineData("nonsense", "nonsense")]
    [InlineData("a b c", "!a b c")]
    [InlineData("<a@example.com", "!<a@example.com")]
    [InlineData("@example.com, b@example.com", "!@example.com|b@example.com")]
    [InlineData("a@@example.com", "!a@@example.com")]
    [InlineData("<a b@example.com>", "!<a b@example.com>")]
    [InlineData("<\"a\"b@example.com>", "!<\"a\"b@example.com>")]
    [InlineData("<.@example.com>", "!<.@example.com>")]
    [InlineData("<a. (x) b@example.com>", "a.b@example.com")]
    [InlineData("<a@[ 192.0.2.1 ]>", "a@[192.0.2.1]")]
    [InlineData("<a@[[192.0.2.1]>", "!<a@[[192.0.2.1]>")]
    [InlineData("<a@[\u0001]>", "!<a@[\u0001]>")]
    public void Addresses_are_read_and_what_is_none_is_given_as_it_stands(string list, string expected) =>
        Assert.Equal(expected, string.Join('|', MailAddressList.Parse(list).Select(address => (address.LocalPart is null ? "!" : "") + address.Address)));

    [Theory]
    [InlineData("J. R. Smith <a@example.com>", "J. R. Smith")]
    [InlineData("=?utf-8?q?J._M=C3=BCller?= <a@example.com>", "J. Müller")]
    [InlineData("=?utf-8?q?a=2Eb.example?= x <a@example.com>", "a.b.example x")]
    [InlineData("a.b (x) c <a@example.com>", "a.b c")]
    [InlineData("a@example.com <a@example.com>", "a@example.com")]
    [InlineData("Anna \"\" <a@example.com>", "Anna")]
    public void Name_is_its_words_with_full_stops_and_addresses_where_they_stood(string body, string name) => Assert.Equal(name, Assert.Single(MailAddressList.Parse(body)).DisplayName);

    [Fact]
    public void Display_names_are_unquoted_and_decoded()
    {
        var addresses = MailAddressList.Parse("\"Anna \\\"A\\\" B\" <a@example.com>, =?utf-8?Q?G=C3=BCnther?= K <g@example.com>");
        Assert.Equal(["Anna \"A\" B", "Günther K"], addresses.Select(address => address.DisplayName));
    }

    [Fact]
    public void Any_text_is_read_to_an_end_and_valid_addresses_read_back() => Prop.ForAll(Pieces(), text =>
    {
        foreach (var address in MailAddressList.Parse(text))
            if (address.IsValid && (MailAddressList.Parse(address.Address) is not [var again] || again.LocalPart != address.LocalPart || again.Domain != address.Domain))
                return false;
        return true;
    }).QuickCheckThrowOnFailure();

    private static Arbitrary<string> Pieces() =>
        Gen.Elements("a", "b.c", "@", "example.com", "<", ">", "\"", "\\", "(", ")", ",", ";", ":", " ", ".", "[1]", "é", "\uDC80").ArrayOf().Select(string.Concat).ToArbitrary();
}
