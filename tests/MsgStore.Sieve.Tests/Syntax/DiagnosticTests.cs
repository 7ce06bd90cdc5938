using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Syntax;

public sealed class DiagnosticTests
{
    [Theory]
    [InlineData("fileinto \"x\";", "1:1: error: 'fileinto' needs: require \"fileinto\";")]
    [InlineData("require \"filinto\";", "1:9: error: The extension 'filinto' is not known here; did you mean 'fileinto'?")]
    [InlineData("kep;", "1:1: error: There is no command 'kep'; did you mean 'keep'?")]
    [InlineData("if heder \"a\" \"b\" { keep; }", "1:4: error: There is no test 'heder'; did you mean 'header'?")]
    [InlineData("if keep { stop; }", "1:4: error: 'keep' is a command; a test is expected here.")]
    [InlineData("if header :contain \"a\" \"b\" { keep; }", "1:11: error: 'header' has no tag ':contain'; did you mean ':contains'?")]
    [InlineData("if header :is :contains \"a\" \"b\" { keep; }", "1:15: error: ':contains' and ':is' exclude each other.")]
    [InlineData("if header :count \"gt\" \"a\" \"1\" { keep; }", "1:11: error: ':count' needs: require \"relational\";")]
    [InlineData("if header \"a\" { keep; }", "1:4: error: 'header' takes a string or a list of strings, then a string or a list of strings; only 1 given.")]
    [InlineData("redirect 5;", "1:10: error: 'redirect' expects a string here, not a number.")]
    [InlineData("keep; require \"copy\";", "1:7: error: 'require' must stand before all other commands.")]
    [InlineData("if size :over { keep; }", "1:9: error: After ':over' a number is expected.")]
    [InlineData("if header \"a\" :is \"b\" { keep; }", "1:15: error: ':is' must stand before the other arguments of 'header'.")]
    [InlineData("else { keep; }", "1:1: error: 'else' must follow the block of an 'if' or 'elsif'.")]
    [InlineData("if not true, false { keep; }", "1:12: error: Expected")]
    [InlineData("if allof true { keep; }", "1:10: error: 'allof' takes a list of tests in parentheses.")]
    [InlineData("redirect nobody;", "1:10: error: Unexpected 'nobody' among the arguments of 'redirect'; a string stands in quotes, as \"nobody\".")]
    [InlineData("if header :contains subject \"x\" { keep; }", "1:21: error: Unexpected 'subject' among the arguments of 'header'")]
    [InlineData("if header \"subject\" is \"x\" { keep; }", "1:21: error: Unexpected 'is' among the arguments of 'header'")]
    [InlineData("if header :is \"subject\" \"he said \"hi\" today\" { keep; }", "1:35: error: Unexpected 'hi': the string ends right before it; a quote within a string is written \\\".")]
    [InlineData("redirect \"a\"b\";", "1:13: error: Unexpected 'b': the string ends right before it; a quote within a string is written \\\".")]
    [InlineData("if header :is [\"a\"b\"] \"c\" { keep; }", "1:19: error: Unexpected 'b': the string ends right before it")]
    [InlineData("if \"header\" :is \"a\" \"b\" { keep; }", "1:4: error: 'if' expects a test here, whose name stands without quotes.")]
    [InlineData("if not \"header\" { keep; }", "1:8: error: 'not' expects a test here, whose name stands without quotes.")]
    [InlineData("if true and false { keep; }", "1:9: error: Unexpected 'and' among the arguments of 'true'")]
    [InlineData("keep stop;", "1:6: error: Expected ';' after 'keep', found 'stop'.")]
    [InlineData("keep true;", "1:6: error: 'keep' takes no test.")]
    [InlineData("keep (true);", "1:7: error: 'keep' takes no test.")]
    [InlineData("redirect \"nobody\";", "1:10: error: \"nobody\" is no address.")]
    [InlineData("if header :comparator \"i;nonsense\" \"a\" \"b\" { keep; }", "1:23: error: The comparator 'i;nonsense' is not known here")]
    [InlineData("require \"regex\"; if header :regex \"a\" \"(\" { keep; }", "1:21: error: The regular expression has a '(' without ')'.")]
    public void An_error_names_the_thing_and_the_remedy(string script, string expected) =>
        Assert.StartsWith(expected, TestScripts.ErrorOf(script), StringComparison.Ordinal);

    [Fact]
    public void Diagnostics_end_at_their_limit()
    {
        var script = string.Concat(Enumerable.Repeat("kep;\n", 500));
        var compilation = new SieveCompiler(new() { Syntax = new() { MaxDiagnostics = 10 } }).Compile(System.Text.Encoding.ASCII.GetBytes(script));
        Assert.Equal(11, compilation.Diagnostics.Length);
    }

    [Fact]
    public void The_deliverby_pair_is_refused_unless_the_server_offers_it()
    {
        const string Script = "require [\"redirect-deliverby\"]; redirect :bytimerelative 600 :bymode \"return\" \"a@example.com\";";
        Assert.Contains("not known here", TestScripts.ErrorOf(Script), StringComparison.Ordinal);
        var options = new SieveOptions { Capabilities = new HashSet<string>(StringComparer.Ordinal) { "redirect-deliverby" } };
        var result = TestScripts.Evaluate(Script, options: options);
        Assert.Equal("600;R", Assert.IsType<MsgStore.Sieve.Evaluation.RedirectAction>(result.Actions[0]).Parameters["BY"]);
    }
}
