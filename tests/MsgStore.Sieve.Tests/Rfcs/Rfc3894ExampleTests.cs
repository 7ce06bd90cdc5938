using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>What the examples of RFC 3894 (copy) show.</summary>
public sealed class Rfc3894ExampleTests
{
    [Theory]
    [InlineData("fileinto :copy \"all\";", "fileinto:all keep")]
    [InlineData("fileinto :copy \"all\"; if header :contains \"subject\" \"present\" { discard; }", "fileinto:all discard")]
    [InlineData("redirect :copy \"ida@home.example\"; fileinto \"b\";", "redirect:ida@home.example fileinto:b")]
    public void Section_3_example_a_copy_changes_nothing_of_what_follows(string script, string expected) =>
        Assert.Equal(expected, TestScripts.Actions("require [\"copy\", \"fileinto\"]; " + script));

    [Theory]
    [InlineData("fileinto \"all\"; keep;", "fileinto:all keep")]
    [InlineData("fileinto \"all\"; keep; if header :contains \"subject\" \"present\" { discard; }", "fileinto:all keep discard")]
    public void Section_1_example_an_explicit_keep_stays_whatever_is_discarded_behind_it(string script, string expected) =>
        Assert.Equal(expected, TestScripts.Actions("require \"fileinto\"; " + script));
}
