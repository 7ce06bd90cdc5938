namespace MsgStore.Mime.Tests;

public sealed class MimeFieldValueTests
{
    [Theory]
    [InlineData("x/y; a=r\"; b=c", "a=r\" b=c")]
    [InlineData("x/y; a=\"r\"e=\"; b=c", "a=r b=c")]
    [InlineData("x/y; a=\"r;s\" (t;u) v; b=c", "a=r;s b=c")]
    [InlineData("x/y; a=one (t) ; b=c", "a=one b=c")]
    [InlineData("x/y a=\"r\" s; b=c", "a=r b=c")]
    [InlineData("x/y; a=\"r; b=c", "a=r; b=c")]
    public void Stray_quote_hides_no_parameter_behind_it(string body, string expected) => Assert.Equal(expected, Print(body));

    [Fact]
    public void Octets_of_a_parameter_are_those_that_stand_there()
    {
        Assert.Equal("a=a\u00E4", Print("x/y; a*0=\"a\"; a*1=\"\uDCE4\""));
        Assert.Equal("a=%C\0%zzA", Print("x/y; a*=utf-8''%C\0%zz%41"));
    }

    private static string Print(string body) =>
        string.Join(' ', MimeFieldValue.Parse(body).Parameters.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));
}
