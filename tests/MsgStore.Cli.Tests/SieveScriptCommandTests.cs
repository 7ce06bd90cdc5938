using System.Text.Json;
using MsgStore.Cli.Tests.Support;

namespace MsgStore.Cli.Tests;

public sealed class SieveScriptCommandTests
{
    private const string Alice = "alice@example.com";

    [Theory]
    [InlineData("files")]
    [InlineData("sqlite")]
    public async Task Scripts_are_put_listed_read_activated_and_deleted(string type)
    {
        using var folder = Create(type);
        Assert.Equal("", await folder.SucceedAsync(["--config", "c.json", "sieve", "put", Alice, "main", "--activate"], "keep;\r\n"));
        await File.WriteAllTextAsync(folder.File("other.sieve"), "discard;\n");
        await folder.SucceedAsync(["--config", "c.json", "sieve", "put", Alice, "other", "other.sieve"]);
        Assert.Equal("NAME   SIZE  ACTIVE\nmain      7  yes\nother     9\n", await folder.SucceedAsync(["--config", "c.json", "sieve", "list", Alice]));
        Assert.Equal("keep;\r\n", await folder.SucceedAsync(["--config", "c.json", "sieve", "get", Alice, "main"]));
        Assert.Equal(type == "files", File.Exists(folder.File("scripts/example.com/alice/main.sieve")));
        Assert.Equal(type == "sqlite", File.Exists(folder.File("scripts/filters.db")));
        var active = await folder.RunAsync(["--config", "c.json", "sieve", "delete", Alice, "main"]);
        Assert.Equal(1, active.Exit);
        await folder.SucceedAsync(["--config", "c.json", "sieve", "activate", Alice, "other"]);
        await folder.SucceedAsync(["--config", "c.json", "sieve", "delete", Alice, "main"]);
        await folder.SucceedAsync(["--config", "c.json", "sieve", "activate", Alice]);
        await folder.SucceedAsync(["--config", "c.json", "sieve", "delete", Alice, "other"]);
        Assert.Equal("[]", (await folder.SucceedAsync(["--config", "c.json", "--json", "sieve", "list", Alice])).Trim());
    }

    [Fact]
    public async Task Script_that_does_not_compile_is_not_stored()
    {
        using var folder = Create();
        var result = await folder.RunAsync(["--config", "c.json", "sieve", "put", Alice, "main"], "kep;");
        Assert.Equal(65, result.Exit);
        Assert.Contains("1:1: error:", result.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await folder.RunAsync(["--config", "c.json", "sieve", "get", Alice, "main"])).Exit);
    }

    [Theory]
    [InlineData(64, "sieve", "list", "nobody")]
    [InlineData(64, "sieve", "get", Alice, "")]
    [InlineData(1, "sieve", "activate", Alice, "none")]
    public async Task What_cannot_be_is_refused(int exit, params string[] command)
    {
        using var folder = Create();
        Assert.Equal(exit, (await folder.RunAsync(["--config", "c.json", .. command])).Exit);
    }

    [Fact]
    public async Task Without_a_folder_of_scripts_the_configuration_is_wrong()
    {
        using var folder = new ToolFolder();
        Assert.Equal(78, (await folder.RunAsync(["sieve", "list", Alice])).Exit);
    }

    [Fact]
    public async Task Kind_of_script_store_that_is_none_is_named_with_those_there_are()
    {
        using var folder = Create("postgres");
        var result = await folder.RunAsync(["--config", "c.json", "sieve", "list", Alice]);
        Assert.Equal(78, result.Exit);
        Assert.Contains("Sieve:Type 'postgres' is no kind of script store; allowed: files, sqlite.", result.Error, StringComparison.Ordinal);
    }

    private static ToolFolder Create(string type = "files")
    {
        var folder = new ToolFolder();
        var settings = new Dictionary<string, Dictionary<string, string>> { ["Sieve"] = new() { ["ScriptRoot"] = folder.File("scripts"), ["Type"] = type } };
        File.WriteAllText(folder.File("c.json"), JsonSerializer.Serialize(settings));
        return folder;
    }
}
