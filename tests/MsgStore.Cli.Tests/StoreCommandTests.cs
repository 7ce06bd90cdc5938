using MsgStore.Cli.Tests.Support;

namespace MsgStore.Cli.Tests;

/// <summary>check, backup and vacuum.</summary>
public sealed class StoreCommandTests
{
    [Theory]
    [InlineData("maildir")]
    [InlineData("sqlite")]
    public async Task A_sound_store_is_found_sound(string kind)
    {
        using var folder = await FilledAsync(kind);
        var report = await folder.JsonAsync("check", "--verify");
        Assert.Equal((1, 2), (report.GetProperty("mailboxes").GetInt32(), report.GetProperty("messages").GetInt32()));
    }

    [Fact]
    public async Task A_file_that_was_cut_is_found()
    {
        using var folder = await FilledAsync("maildir");
        await folder.SucceedAsync(["list", "alice@example.com"]);
        var file = Directory.GetFiles(folder.File("mail"), "*,S=*", SearchOption.AllDirectories)[0];
        await using (var stream = File.OpenWrite(file))
            stream.SetLength(5);
        var result = await folder.RunAsync(["check"]);
        Assert.Equal(1, result.Exit);
        Assert.Contains("message", result.Error, StringComparison.Ordinal);
        Assert.Contains("1 problems", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_was_overwritten_is_found()
    {
        using var folder = await FilledAsync("sqlite");
        await folder.SucceedAsync(["vacuum"]);
        var file = folder.File("mail/msgstore.db");
        await using (var stream = File.OpenWrite(file))
        {
            stream.Position = 4096 + 100;
            stream.Write(new byte[20_000]);
        }
        var result = await folder.RunAsync(["check"]);
        Assert.NotEqual(0, result.Exit);
        Assert.NotEmpty(result.Error);
    }

    [Fact]
    public async Task A_backup_is_a_store()
    {
        using var folder = await FilledAsync("sqlite");
        var report = await folder.JsonAsync("backup", "copy");
        Assert.Equal(2, report.GetProperty("messages").GetInt32());
        var before = await folder.SucceedAsync(["list", "alice@example.com"]);
        folder.Environment["MSGSTORE__Store__Root"] = folder.File("copy");
        Assert.Equal(before, await folder.SucceedAsync(["list", "alice@example.com"]));
    }

    [Fact]
    public async Task What_a_maildir_has_no_use_for_is_explained()
    {
        using var folder = await FilledAsync("maildir");
        Assert.Contains("rsync", (await folder.RunAsync(["backup", "copy"])).Error, StringComparison.Ordinal);
        Assert.Contains("no free pages", (await folder.RunAsync(["vacuum"])).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("vacuum")]
    [InlineData("backup", "copy")]
    public async Task A_store_without_a_database_is_explained(params string[] words)
    {
        using var folder = ToolFolder.WithStore();
        folder.Environment["MSGSTORE__Store__Type"] = "sqlite";
        var result = await folder.RunAsync(words);
        Assert.Equal(ExitCode.Configuration, result.Exit);
        Assert.Contains("There is no database", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.File("mail")));
    }

    [Theory]
    [InlineData("mail/copy", "outside the store")]
    [InlineData("other", "holds a store")]
    public async Task A_backup_goes_neither_into_its_store_nor_over_another(string target, string expected)
    {
        using var folder = await FilledAsync("sqlite");
        folder.Environment["MSGSTORE__Store__Root"] = Directory.CreateDirectory(folder.File("other")).FullName;
        await folder.SucceedAsync(["deliver", "--create", "-f", "sender@example.org", "-a", "bob@example.com"], "Subject: mine\n\nbody\n");
        folder.Environment["MSGSTORE__Store__Root"] = folder.File("mail");
        var result = await folder.RunAsync(["backup", target]);
        Assert.Equal(ExitCode.Refused, result.Exit);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", result.Error, StringComparison.Ordinal);
        folder.Environment["MSGSTORE__Store__Root"] = folder.File("other");
        Assert.Contains("mine", await folder.SucceedAsync(["list", "bob@example.com"]), StringComparison.Ordinal);
    }

    private static async Task<ToolFolder> FilledAsync(string kind)
    {
        var folder = ToolFolder.WithStore();
        folder.Environment["MSGSTORE__Store__Type"] = kind;
        foreach (var subject in (string[])["one", "two"])
            await folder.SucceedAsync(["deliver", "--create", "-f", "sender@example.org", "-a", "alice@example.com"], $"Subject: {subject}\n\nbody\n");
        return folder;
    }
}
