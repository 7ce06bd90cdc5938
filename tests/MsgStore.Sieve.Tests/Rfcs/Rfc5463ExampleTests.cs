using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>RFC 5463 (ihave) has no examples; these show what its §4 and §5 list.</summary>
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
}
