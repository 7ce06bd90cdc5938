using System.Text;
using MsgStore.Filtering;
using MsgStore.Sieve.ScriptStores;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>What the examples of RFC 5804 §2.6 and §2.12 show of checking scripts. The dialogues themselves stand in the tests of the server.</summary>
public sealed class Rfc5804ExampleTests
{
    [Fact]
    public void Section_2_6_and_2_12_examples_an_error_is_told_with_its_line()
    {
        var check = Check("#words\r\nNoSuchCommand\r\n");
        Assert.False(check.IsValid);
        Assert.StartsWith("2:1: error:", check.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Section_2_6_example_2_a_script_may_use_what_is_required() =>
        Assert.Equal(new ScriptCheck(true, ""), Check("require [\"fileinto\", \"envelope\"];\r\n\r\nif envelope :contains \"to\" \"ida+sent\" {\r\n  fileinto \"in.sent\";\r\n}\r\n"));

    [Fact]
    public void Section_2_6_example_3_redirects_beyond_the_limit_are_warned_of()
    {
        var check = Check("""
            redirect "1@home.example";
            if size :under 10k { redirect "2@home.example"; }
            if size :under 1k { redirect "3@home.example"; }
            """);
        Assert.True(check.IsValid);
        Assert.StartsWith("3:21: warning: A message is redirected to 2 addresses at most", check.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Section_2_12_an_unknown_extension_behind_ihave_is_no_error() =>
        Assert.True(Check("require \"ihave\"; if ihave \"vnd.none\" { vnd_command; } else { keep; }").IsValid);

    private static ScriptCheck Check(string script)
    {
        var options = new SieveOptions { MaxRedirects = 2 };
        return new SieveScriptChecker(new SieveCompiler(options), options).Check(Encoding.UTF8.GetBytes(script));
    }
}
