using MsgStore.Cli.Tests.Support;

namespace MsgStore.Cli.Tests;

public sealed class SieveCommandTests
{
    private const string Script = "require \"fileinto\";\nif header :contains \"subject\" \"invoice\" { fileinto \"Invoices\"; }\n";

    [Fact]
    public async Task Check_says_what_is_wrong_and_where()
    {
        using var folder = new ToolFolder();
        await File.WriteAllTextAsync(folder.File("good.sieve"), Script);
        Assert.Equal("", await folder.SucceedAsync(["sieve", "check", "good.sieve"]));
        await File.WriteAllTextAsync(folder.File("bad.sieve"), "kep;\nfileinto \"x\";\n");
        var result = await folder.RunAsync(["sieve", "check", "bad.sieve"]);
        Assert.Equal(65, result.Exit);
        Assert.Equal("bad.sieve:1:1: error: There is no command 'kep'; did you mean 'keep'?\nbad.sieve:2:1: error: 'fileinto' needs: require \"fileinto\";\n", result.Output);
    }

    [Fact]
    public async Task Run_and_trace_show_what_a_script_asks_for()
    {
        using var folder = new ToolFolder();
        await File.WriteAllTextAsync(folder.File("s.sieve"), Script);
        Assert.Equal("fileinto \"Invoices\"\n", await folder.SucceedAsync(["sieve", "run", "s.sieve"], "Subject: Your invoice\r\n\r\n"));
        Assert.Equal("keep (implicit)\n", await folder.SucceedAsync(["sieve", "run", "s.sieve"], "Subject: Hello\r\n\r\n"));
        Assert.Contains("2:4 test header: true\n", await folder.SucceedAsync(["sieve", "trace", "s.sieve"], "Subject: Your invoice\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_tells_by_line_and_exit_status_which_cases_pass()
    {
        using var folder = new ToolFolder();
        await File.WriteAllTextAsync(folder.File("cases.json"), """
            {"cases": [
              {"name": "filed", "script": "require \"fileinto\"; fileinto \"A\";", "message": "Subject: x\n\n", "expected": {"actions": [{"action": "fileinto", "mailbox": "A"}]}},
              {"name": "kept", "script": "require [\"fileinto\", \"imap4flags\"]; fileinto :flags \"\\\\Seen\" \"inbox\";", "message": "\n", "expected": {"actions": [{"action": "keep", "flags": ["\\seen"]}]}},
              {"name": "broken", "script": "kep;", "message": null, "expected": {"error": true}},
              {"name": "included", "script": "require \"include\"; include \"a\";", "includes": {"a": "discard;"}, "message": "\n", "expected": {"actions": [{"action": "discard"}]}}
            ]}
            """);
        Assert.Equal("ok filed\nok kept\nok broken\nok included\n4 passed, 0 failed\n", await folder.SucceedAsync(["sieve", "test", "cases.json"]));
        await File.WriteAllTextAsync(folder.File("wrong.json"),
            """{"cases": [{"name": "lists-are-filed", "script": "keep;", "message": "\n", "expected": {"actions": [{"action": "fileinto", "mailbox": "Lists"}]}}]}""");
        var result = await folder.RunAsync(["sieve", "test", "cases.json", "wrong.json"]);
        Assert.Equal(1, result.Exit);
        Assert.EndsWith("FAIL lists-are-filed: expected fileinto \"Lists\", got keep\n4 passed, 1 failed\n", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense", "no JSON")]
    [InlineData("{}", "\"cases\"")]
    [InlineData("""{"cases": [{"name": "a b"}]}""", "case 1: \"name\"")]
    [InlineData("""{"cases": [{"name": "a", "script": "", "message": null, "expected": {}}]}""", "exactly one")]
    [InlineData("""{"cases": [{"name": "a", "script": "", "message": null, "expected": {"actions": [{"action": "fly"}]}}]}""", "\"fly\" is none of")]
    public async Task A_file_that_is_no_case_file_is_refused_as_a_whole(string text, string expected)
    {
        using var folder = new ToolFolder();
        await File.WriteAllTextAsync(folder.File("x.json"), text);
        var result = await folder.RunAsync(["sieve", "test", "x.json"]);
        Assert.Equal(2, result.Exit);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Equal("", result.Output);
    }
}
