using System.Text;
using MsgStore.Mime;
using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Evaluation;

/// <summary>Scripts and messages made to take for ever. Each test ends because the engine does; none looks at the clock.</summary>
public sealed class HostileTests
{
    private const int Million = 1_000_000;

    [Theory]
    [InlineData("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b")]
    [InlineData("*a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?b*")]
    [InlineData("*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*b")]
    public void Many_wildcards_on_a_long_value_end(string pattern) =>
        Assert.Equal("keep", TestScripts.Actions($"if header :matches \"subject\" \"{pattern}\" {{ discard; }}", Long('a')));

    [Fact]
    public void A_long_key_that_almost_matches_everywhere_ends()
    {
        var key = new string('a', 100_000) + "b" + new string('a', 100_000);
        Assert.Equal("keep", TestScripts.Actions($"if header :contains :comparator \"i;octet\" \"subject\" \"{key}\" {{ discard; }}", Long('a')));
    }

    [Theory]
    [InlineData("(a*)*b")]
    [InlineData("(a|aa)+$")]
    [InlineData("(a?){50}a{50}b")]
    [InlineData("((a+)+)+b")]
    [InlineData("(.*)(.*)(.*)(.*)(.*)x")]
    public void A_regular_expression_ends_whatever_it_repeats(string pattern)
    {
        var result = TestScripts.Evaluate($"require [\"regex\", \"variables\"]; if header :regex \"subject\" \"{pattern}\" {{ keep; }}", Long('a')[..^200]);
        Assert.NotEmpty(result.Effective);
    }

    [Fact]
    public void Variables_that_double_stay_within_their_limit()
    {
        var script = "require [\"variables\", \"fileinto\"]; set \"a\" \"0123456789abcdef\";" + string.Concat(Enumerable.Repeat("set \"a\" \"${a}${a}\";", 200))
            + "set :length \"n\" \"${a}\"; fileinto \"${n}\";";
        Assert.Equal("fileinto:4096", TestScripts.Actions(script));
    }

    [Fact]
    public void Long_headers_read_again_and_again_cost_steps()
    {
        var message = "To: " + string.Concat(Enumerable.Repeat("a@example.com, ", 50_000)) + "b@example.com\r\n\r\n";
        var script = string.Concat(Enumerable.Repeat("if address \"to\" \"c@example.com\" { stop; }\n", 5000));
        Assert.Contains("steps", TestScripts.Evaluate(script, message).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Expressions_made_in_the_run_cost_steps()
    {
        var script = "require [\"regex\", \"variables\"]; "
            + string.Concat(Enumerable.Range(0, 5000).Select(number => $"set \"a\" \"{number}\"; if header :regex \"subject\" \"x${{a}}\" {{ stop; }}\n"));
        Assert.Contains("steps", TestScripts.Evaluate(script, options: new() { MaxRegexTime = TimeSpan.FromHours(1) }).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_million_variables_are_an_error()
    {
        var script = "require \"variables\";" + string.Concat(Enumerable.Range(0, 1000).Select(number => $"set \"v{number}\" \"x\";"));
        Assert.Contains("variables are set", TestScripts.Evaluate(script).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Expressions_that_repeat_much_end_within_the_time_of_all()
    {
        var script = "require [\"regex\", \"variables\"]; set \"a\" \"aaaaaaaaaaaaaaaa\";" + string.Concat(Enumerable.Repeat("set \"a\" \"${a}${a}\";", 8))
            + string.Concat(Enumerable.Range(0, 2000).Select(number => $"set \"p\" \"(a|b)*a(a|b){{{(number % 900) + 20}}}c\"; if string :regex \"${{a}}\" \"${{p}}\" {{ discard; }}\n"));
        Assert.NotNull(TestScripts.Evaluate(script, options: new() { MaxRegexTime = TimeSpan.FromMilliseconds(200) }).Error);
    }

    [Theory]
    [InlineData("(a{1,100}){1,100}")]
    [InlineData("((a{1,1000}){1,1000}){1,1000}")]
    [InlineData("(ab|(cd){50}){50}")]
    public void An_expression_that_repeats_too_much_is_refused(string pattern) =>
        Assert.Contains("repeats too much", TestScripts.ErrorOf($"require \"regex\"; if header :regex \"subject\" \"{pattern}\" {{ keep; }}"), StringComparison.Ordinal);

    [Theory]
    [InlineData("set \"b\"")]
    [InlineData("reject")]
    public void A_string_of_nothing_but_variables_is_not_made_without_end(string command)
    {
        var script = "require [\"variables\", \"reject\"]; set \"a\" \"0123456789abcdef\";" + string.Concat(Enumerable.Repeat("set \"a\" \"${a}${a}\";", 8))
            + $"{command} \"{string.Concat(Enumerable.Repeat("${a}", 200_000))}\";";
        Assert.Contains("characters", TestScripts.Evaluate(script).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Facts_that_come_late_do_not_give_new_steps()
    {
        var script = "require [\"variables\", \"mailbox\"];" + string.Concat(Enumerable.Repeat("if header \"subject\" \"x\" { stop; }\n", 3000))
            + string.Concat(Enumerable.Range(0, 3000).Select(number => $"if mailboxexists \"m{number}\" {{ stop; }}\n"));
        var environment = new TestEnvironment { IsHeld = true };
        var result = await Task.Run(() =>
        {
            var evaluation = TestScripts.Compile(script).EvaluateAsync(new()
            {
                Message = MsgStore.Sieve.Evaluation.SieveMessage.FromMemory(OctetText.Encode(TestScripts.Message)),
                Envelope = new() { From = "a@example.org", To = "b@example.org" },
                Environment = environment,
            }).AsTask();
            while (!evaluation.IsCompleted)
                environment.Release();
            return evaluation;
        });
        Assert.Contains("steps", result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_to_remember_are_limited()
    {
        var script = "require \"duplicate\";" + string.Concat(Enumerable.Range(0, 200).Select(number => $"if duplicate :uniqueid \"{number}\" {{ stop; }}\n"));
        Assert.Contains("remembered", TestScripts.Evaluate(script).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scripts_that_include_each_other_are_refused()
    {
        var compilation = await new SieveCompiler().CompileAsync("require \"include\"; include \"a\";"u8.ToArray(), new LoopingScripts());
        Assert.Contains("includes itself", compilation.Diagnostics[0].Message, StringComparison.Ordinal);
        Assert.Equal("b", compilation.Diagnostics[0].ScriptName);
    }

    [Fact]
    public async Task A_chain_of_scripts_without_end_stops_at_its_depth()
    {
        var compilation = await new SieveCompiler(new() { MaxIncludes = 20 }).CompileAsync("require \"include\"; include \"1\";"u8.ToArray(), new EndlessScripts());
        Assert.False(compilation.IsValid);
        Assert.Contains("more than 10 deep", compilation.Diagnostics[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deeply_nested_parts_and_headers_without_end_are_read_to_an_end()
    {
        var nested = new StringBuilder();
        for (var depth = 0; depth < 2000; depth++)
            nested.Append($"Content-Type: multipart/mixed; boundary=b{depth}\r\n\r\n--b{depth}\r\n");
        Assert.Equal("keep", TestScripts.Actions("require [\"body\", \"foreverypart\"]; if body :text :contains \"x\" { discard; } foreverypart { }", nested.ToString()));
        Assert.Equal("keep", TestScripts.Actions("if address \"from\" \"x\" { discard; }", "From: " + new string('(', 100_000) + string.Concat(Enumerable.Repeat("a:<@", 50_000))));
    }

    [Fact]
    public void A_script_of_a_million_octets_compiles_or_is_refused()
    {
        var text = new string('x', Million - 100);
        Assert.Equal("keep", TestScripts.Actions($"if header \"subject\" \"{text}\" {{ discard; }}"));
        Assert.Contains("at most", TestScripts.ErrorOf($"# {text}{text}"), StringComparison.Ordinal);
        Assert.Contains("nest more than", TestScripts.ErrorOf("if " + string.Concat(Enumerable.Repeat("not ", 100_000)) + "true { keep; }"), StringComparison.Ordinal);
    }

    private static string Long(char c) => $"Subject: {new string(c, Million - 1000)}\r\n\r\n";

    private sealed class LoopingScripts : ISieveScriptSource
    {
        public ValueTask<ReadOnlyMemory<byte>?> FindAsync(SieveScriptLocation location, string name, CancellationToken cancellationToken = default) =>
            new((ReadOnlyMemory<byte>?)OctetText.Encode($"require \"include\"; include \"{(name == "a" ? "b" : "a")}\";"));
    }

    private sealed class EndlessScripts : ISieveScriptSource
    {
        public ValueTask<ReadOnlyMemory<byte>?> FindAsync(SieveScriptLocation location, string name, CancellationToken cancellationToken = default) =>
            new((ReadOnlyMemory<byte>?)OctetText.Encode($"require \"include\"; include \"{name}1\";"));
    }
}
