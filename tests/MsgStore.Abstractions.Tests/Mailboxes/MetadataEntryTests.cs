using MsgStore.Mailboxes.Capabilities;
using MsgStore.Storage;

namespace MsgStore.Abstractions.Tests.Mailboxes;

public sealed class MetadataEntryTests
{
    [Theory]
    [InlineData("/Private/Comment", true)]
    [InlineData("/shared/vendor/token/it", true)]
    [InlineData("/shared/", false)]
    [InlineData("/shared/a//b", false)]
    [InlineData("/shared/a*", false)]
    [InlineData("/shared/a%", false)]
    [InlineData("/private/\u00fc", false)]
    [InlineData("/private/a\n", false)]
    [InlineData("comment", false)]
    [InlineData("", false)]
    public void Names_are_those_of_the_RFC(string name, bool isName) => Assert.Equal(isName, MetadataEntry.IsName(name));

    [Fact]
    public void What_is_too_long_is_refused_with_its_limit()
    {
        Assert.False(MetadataEntry.IsName("/shared/" + new string('a', MetadataEntry.MaxNameLength)));
        MetadataEntry.Check("/shared/a", new string('v', MetadataEntry.MaxValueLength));
        Assert.Equal(StoreError.OverQuota,
            Assert.Throws<MsgStoreException>(() => MetadataEntry.Check("/shared/a", new string('v', MetadataEntry.MaxValueLength + 1))).Error);
    }
}
