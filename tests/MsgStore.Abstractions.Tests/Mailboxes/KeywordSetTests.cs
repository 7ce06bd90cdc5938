using FsCheck.Xunit;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;

namespace MsgStore.Abstractions.Tests.Mailboxes;

public sealed class KeywordSetTests
{
    [Fact]
    public void Keywords_are_unique_and_equal_without_case()
    {
        var set = KeywordSet.Create("Work", "$Junk", "WORK");
        Assert.Equal(2, set.Count);
        Assert.Equal(KeywordSet.Create("$junk", "work"), set);
        Assert.Equal(KeywordSet.Create("$junk", "work").GetHashCode(), set.GetHashCode());
        Assert.True(set.Contains("wOrK"));
        Assert.Equal("$Junk Work", set.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("\\Seen")]
    [InlineData("a\r\n")]
    [InlineData("(")]
    [InlineData("ü")]
    public void What_is_no_atom_is_no_keyword(string text)
    {
        Assert.False(KeywordSet.IsKeyword(text));
        Assert.Throws<ArgumentException>(() => KeywordSet.Create(text));
    }

    [Property]
    public bool Union_and_except_are_those_of_sets(byte[]? left, byte[]? right)
    {
        KeywordSet Of(byte[]? octets) => KeywordSet.Create((octets ?? []).Select(octet => $"k{octet % 20}"));
        var (a, b) = (Of(left), Of(right));
        return a.Union(b).ToHashSet().SetEquals([.. a, .. b]) && a.Except(b).ToHashSet().SetEquals(a.Where(k => !b.Contains(k)));
    }

    [Fact]
    public void Quota_admits_up_to_its_limits()
    {
        Assert.True(new Quota(10, 1, 20, 2).Admits(10));
        Assert.False(new Quota(10, 1, 20, 2).Admits(11));
        Assert.False(new Quota(10, 2, 20, 2).Admits(1));
        Assert.True(new Quota(10, 2, null, null).Admits(long.MaxValue / 2));
    }
}
