using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>What the examples of RFC 5233 (subaddress) show.</summary>
public sealed class Rfc5233ExampleTests
{
    [Theory]
    [InlineData("harbourmaster@quay.example", "fileinto:in.harbourmaster")]
    [InlineData("harbourmaster+dock@quay.example", "fileinto:in.harbourmaster")]
    [InlineData("ida+boats@quay.example", "fileinto:in.boats")]
    [InlineData("ida+out@quay.example", "redirect:ida@home.example")]
    [InlineData("ida@quay.example", "keep")]
    public void Section_4_example_user_and_detail_are_compared(string to, string expected) => Assert.Equal(expected, TestScripts.Actions("""
        require ["envelope", "subaddress", "fileinto"];
        if envelope :user "to" "harbourmaster" { fileinto "in.harbourmaster"; stop; }
        if envelope :detail "to" "boats" { fileinto "in.boats"; }
        if envelope :detail "to" "out" { redirect "ida@home.example"; }
        """, envelope: new() { From = "bo@home.example", To = to }));

    [Theory]
    [InlineData(":user", "ida", true)]
    [InlineData(":detail", "boats", true)]
    [InlineData(":localpart", "ida+boats", true)]
    [InlineData(":domain", "quay.example", true)]
    [InlineData(":user", "ida+boats", false)]
    public void Section_4_diagram_the_parts_of_an_address_stand_around_the_separator(string part, string key, bool expected) =>
        Assert.Equal(expected, TestScripts.IsTrue("\"subaddress\"", $"address {part} :is \"to\" \"{key}\"", "To: ida+boats@quay.example\r\n\r\n"));

    [Theory]
    [InlineData("ida+boats@quay.example", "ida", "boats")]
    [InlineData("4955501#7@quay.example", "4955501", "7")]
    public void Section_1_examples_the_separator_is_the_site_s(string to, string user, string detail)
    {
        var options = new SieveOptions { SubaddressSeparators = "+#" };
        Assert.Equal("discard", TestScripts.ActionsWith(options,
            $"require [\"envelope\", \"subaddress\"]; if allof (envelope :user \"to\" \"{user}\", envelope :detail \"to\" \"{detail}\") {{ discard; }}",
            envelope: new() { From = "bo@home.example", To = to }));
    }
}
