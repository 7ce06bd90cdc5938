using MsgStore.Cli.Tests.Support;

namespace MsgStore.Cli.Tests;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("bash", "complete -o default -F _msgstore msgstore")]
    [InlineData("zsh", "#compdef msgstore")]
    [InlineData("fish", "complete -c msgstore")]
    public async Task Each_shell_has_a_script(string shell, string line)
    {
        using var folder = new ToolFolder();
        Assert.Contains(line, await folder.SucceedAsync(["completion", shell]), StringComparison.Ordinal);
        Assert.Equal(shell, (await folder.JsonAsync("completion", shell)).GetProperty("shell").GetString());
    }

    [Fact]
    public async Task The_directive_suggests_words_for_a_position()
    {
        using var folder = new ToolFolder();
        Assert.Equal(["add", "passwd"], (await folder.SucceedAsync(["[suggest:6]", "user a"])).Split('\n')[..2]);
        Assert.Contains("deliver", await folder.SucceedAsync(["[suggest:2]", "de"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_shell_and_an_unknown_command_are_usage_errors()
    {
        using var folder = new ToolFolder();
        Assert.Equal(64, (await folder.RunAsync(["completion", "ksh"])).Exit);
        var result = await folder.RunAsync(["lisst"]);
        Assert.Equal(64, result.Exit);
        Assert.Contains("See 'msgstore --help'.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_needs_no_store()
    {
        using var folder = new ToolFolder();
        foreach (var command in (string[])["deliver", "sendmail", "list", "user"])
            Assert.Contains("Usage:", await folder.SucceedAsync([command, "--help"]), StringComparison.Ordinal);
    }
}
