namespace MsgStore.Mime.Tests;

public sealed class MailDateTests
{
    [Theory]
    [InlineData("1 Nov 97 09:55 +0000", 1997)]
    [InlineData("1 Nov 49 09:55 +0000", 2049)]
    [InlineData("1 Nov 103 09:55 +0000", 2003)]
    [InlineData("1 Nov 1997 09(\0):55 +0000", 1997)]
    public void Year_is_read(string text, int year)
    {
        Assert.True(MailDate.TryParse(text, out var date));
        Assert.Equal(year, date.Year);
    }

    [Theory]
    [InlineData("1 Nov 7 09:55 +0000")]
    [InlineData("1 Nov 1997 09\0:55 +0000")]
    [InlineData("1\0 Nov 1997 09:55 +0000")]
    public void Number_that_is_none_makes_no_date(string text) => Assert.False(MailDate.TryParse(text, out _));
}
