namespace MsgStore.Mime.Tests;

public sealed class EncodedWordTests
{
    [Fact]
    public void Octet_that_no_encoding_put_into_a_word_is_of_its_charset() => Assert.Equal("caf\u00E9", EncodedWord.Decode("=?iso-8859-1?Q?caf\uDCE9?="));

    [Theory]
    [InlineData("=?utf-8?Q?caf\u00E9?=", "caf\u00E9")]
    [InlineData("=?utf-8?Q?a=?=", "a=")]
    [InlineData("=?utf-8?Q?=C\0=41?=", "=C\0A")]
    [InlineData("=?ANSI_X3.4-1968?Q?a?=", "a")]
    [InlineData("=?iso_8859-1:1987?Q?=E9?=", "\u00E9")]
    [InlineData("=?)?Q?a?=", "=?)?Q?a?=")]
    [InlineData("=?\u0013?Q?a?=", "=?\u0013?Q?a?=")]
    public void Word_is_decoded_where_it_names_a_charset(string text, string expected) => Assert.Equal(expected, EncodedWord.Decode(text));
}
