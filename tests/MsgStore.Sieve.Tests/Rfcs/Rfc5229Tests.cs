using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>variables (RFC 5229).</summary>
public sealed class Rfc5229Tests
{
    [Theory] // §3
    [InlineData("&%${}!", "&%${}!")]
    [InlineData("${doh!}", "${doh!}")]
    [InlineData("${company}", "ACME")]
    [InlineData("${Company}!", "ACME!")]
    [InlineData("${unset}", "")]
    [InlineData("${${company}}", "${ACME}")]
    [InlineData("$${company}", "$ACME")]
    [InlineData("${company", "${company")]
    public void References_are_replaced_once(string text, string value) =>
        Assert.Equal($"fileinto:x{value}", TestScripts.Actions($"require [\"variables\", \"fileinto\"]; set \"company\" \"ACME\"; fileinto \"x{text}\";"));

    [Fact] // §3.2
    public void Wildcards_give_numbered_variables_from_left_to_right()
    {
        const string Script = """
            require ["variables", "fileinto"];
            if header :matches "List-ID" "*<*@*" { fileinto "lists.${2}"; }
            elsif header :matches ["To", "Cc"] ["coyote@**.com", "wile@**.com"] { fileinto "${0}|${2}"; }
            """;
        Assert.Equal("fileinto:lists.dogs", TestScripts.Actions(Script, "List-ID: \"Puppies\" <dogs@lists.example.com>\r\n\r\n"));
        Assert.Equal("fileinto:coyote@ACME.Example.COM|ACME.Example", TestScripts.Actions(Script, "To: coyote@ACME.Example.COM\r\n\r\n"));
    }

    [Fact] // §3.2
    public void A_match_that_fails_leaves_the_variables_of_the_last_one() => Assert.Equal("fileinto:have a present", TestScripts.Actions("""
        require ["variables", "fileinto"];
        if header :matches "subject" "I * for you" { }
        if header :matches "subject" "You *" { }
        fileinto "${1}";
        """));

    [Theory] // §4.1
    [InlineData(":length \"b\" \"${a}\"", "15")]
    [InlineData(":lower \"b\" \"${a}\"", "jumbled letters")]
    [InlineData(":upperfirst \"b\" \"${a}\"", "JuMBlEd lETteRS")]
    [InlineData(":upperfirst :lower \"b\" \"${a}\"", "Jumbled letters")]
    [InlineData(":quotewildcard \"b\" \"Rock*\"", "Rock\\*")]
    [InlineData(":upper :lowerfirst \"b\" \"${a}\"", "jUMBLED LETTERS")]
    public void Modifiers_apply_by_precedence(string set, string value)
    {
        var result = TestScripts.Evaluate($"require [\"variables\", \"fileinto\"]; set \"a\" \"juMBlEd lETteRS\"; set {set}; fileinto \"${{b}}\";");
        Assert.Equal($"fileinto:{value}", TestScripts.Describe(result));
    }

    [Theory] // §3, §4
    [InlineData("set :lower :upper \"a\" \"b\";", "exclude each other")]
    [InlineData("set \"1\" \"b\";", "names no variable")]
    [InlineData("set \"${a}\" \"b\";", "cannot hold variables")]
    [InlineData("keep; if header \"a\" \"${env.x}\" { keep; }", "no namespace 'env'")]
    public void What_cannot_be_set_or_read_is_an_error(string script, string expected) =>
        Assert.Contains(expected, TestScripts.ErrorOf("require \"variables\"; " + script), StringComparison.Ordinal);

    [Fact] // §5
    public void String_tests_values_and_counts_those_that_are_not_empty()
    {
        const string Requires = "\"variables\", \"relational\", \"comparator-i;ascii-numeric\"";
        Assert.True(TestScripts.IsTrue(Requires, "string :matches \"A quick fox\" \"* quick *\""));
        Assert.True(TestScripts.IsTrue(Requires, "string :count \"eq\" :comparator \"i;ascii-numeric\" [\"a\", \"\", \"b\"] \"2\""));
    }
}
