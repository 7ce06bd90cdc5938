using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>i;unicode-casemap (RFC 5051).</summary>
public sealed class Rfc5051Tests
{
    private const string Comparator = ":comparator \"i;unicode-casemap\"";

    [Theory]
    [InlineData("École", "école")]
    [InlineData("E\u0301cole", "école")]
    [InlineData("ΌΔΟΣ", "όδος")]
    [InlineData("Ǆ", "ǆ")]
    [InlineData("①", "1")]
    [InlineData("KELVIN", "\u212Aelvin")]
    [InlineData("𐐨", "𐐀")]
    public void Section_2_case_composition_and_compatibility_make_no_difference(string value, string key)
    {
        var message = $"Subject: {value}\r\n\r\n";
        Assert.True(TestScripts.IsTrue("", $"header :is {Comparator} \"subject\" \"{key}\"", message));
        Assert.True(TestScripts.IsTrue("", $"header :contains {Comparator} \"subject\" \"{key}\"", message));
        Assert.True(TestScripts.IsTrue("\"relational\"", $"header :value \"eq\" {Comparator} \"subject\" \"{key}\"", message));
    }

    [Theory]
    [InlineData("ecole", "école")]
    [InlineData("strasse", "straße")]
    [InlineData("ㄱㅏ", "가")]
    [InlineData("ﬁn", "FIN")]
    [InlineData("ǆ", "DŽ")]
    public void Section_2_what_has_no_mapping_of_its_own_stays_different(string value, string key) =>
        Assert.False(TestScripts.IsTrue("", $"header :is {Comparator} \"subject\" \"{key}\"", $"Subject: {value}\r\n\r\n"));

    [Fact]
    public void Wildcards_stand_for_characters_of_the_value_as_it_is() => Assert.Equal("fileinto:ﬁn/É", TestScripts.Actions(
        $"require [\"variables\", \"fileinto\"]; if header :matches {Comparator} \"subject\" \"[*] caf?\" {{ fileinto \"${{1}}/${{2}}\"; }}", "Subject: [ﬁn] CAFÉ\r\n\r\n"));
}
