using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>RFC 5463 (ihave) has no examples; these show what its §4 and §5 list. With them: the examples of RFC 3894 (copy), RFC 5183 (environment) and draft-ietf-sieve-regex.</summary>
public sealed class Rfc5463ExampleTests
{
    [Theory]
    [InlineData("if ihave \"fileinto\" { } fileinto \"a\";", "fileinto:a")]
    [InlineData("if ihave [\"fileinto\", \"vnd.none\"] { } else { discard; }", "discard")]
    [InlineData("if anyof (ihave \"vnd.none\", true) { discard; }", "discard")]
    [InlineData("if allof (ihave \"vnd.none\", vnd_test \"a\") { keep; } else { discard; }", "discard")]
    [InlineData("if ihave \"variables\" { discard; }", "keep")]
    [InlineData("if ihave \"encoded-character\" { discard; }", "keep")]
    [InlineData("if ihave \"vnd.none\" { keep; } else { error \"It cannot be done.\"; }", "error")]
    public void Section_4_and_5_scripts_do_without_what_is_missing(string script, string expected) => Assert.Equal(expected, TestScripts.Actions("require \"ihave\"; " + script));

    [Fact]
    public void Section_5_the_text_of_an_error_reaches_its_report() =>
        Assert.Contains("Größe fehlt", TestScripts.Evaluate("require \"ihave\"; error \"Größe fehlt\";").Error!.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("fileinto :copy \"all\";", "fileinto:all keep")]
    [InlineData("fileinto :copy \"all\"; if header :contains \"subject\" \"present\" { discard; }", "fileinto:all discard")]
    [InlineData("redirect :copy \"ida@home.example\"; fileinto \"b\";", "redirect:ida@home.example fileinto:b")]
    public void Rfc3894_section_3_example_a_copy_changes_nothing_of_what_follows(string script, string expected) =>
        Assert.Equal(expected, TestScripts.Actions("require [\"copy\", \"fileinto\"]; " + script));

    [Theory]
    [InlineData("name", true)]
    [InlineData("remote-ip", true)]
    [InlineData("moon-phase", false)]
    public void Rfc5183_section_4_example_the_empty_key_tells_whether_an_item_is_there(string item, bool expected) => Assert.Equal(expected, TestScripts.IsTrue(
        "\"environment\"", $"environment :contains \"{item}\" \"\"", environment: new TestEnvironment { Items = { ["remote-ip"] = "192.0.2.1" } }));

    [Theory]
    [InlineData("To: ida@quay.example\r\nSubject: Hull and keel\r\n\r\n", "keep")]
    [InlineData("To: ida+boats@quay.example\r\nSubject: Hull\r\n\r\n", "keep")]
    [InlineData("To: bo@quay.example\r\nSubject: Hull\r\n\r\n", "discard")]
    [InlineData("To: ida@quay.example\r\nSubject: BUY A HULL NOW!\r\n\r\n", "discard")]
    public void Draft_regex_section_3_example_expressions_choose_addresses_and_capitals(string message, string expected) => Assert.Equal(expected, TestScripts.Actions("""
        require "regex";
        if anyof (not address :regex ["to", "cc", "bcc"] "ida(\\+.*)?@quay\\.example",
                  header :regex :comparator "i;octet" "subject" "^[^[:lower:]]+$") { discard; }
        """, message));
}
