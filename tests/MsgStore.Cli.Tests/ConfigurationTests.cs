using MsgStore.Cli.Tests.Support;

namespace MsgStore.Cli.Tests;

public sealed class ConfigurationTests
{
    [Fact]
    public async Task The_command_line_is_above_the_environment_and_that_above_the_file()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        foreach (var name in (string[])["environment", "option"])
            Directory.CreateDirectory(folder.File(name));
        await folder.DeliverAsync("alice@example.com", "Subject: file\n\n");
        folder.Environment["MSGSTORE__STORE__ROOT"] = folder.File("environment");
        await folder.DeliverAsync("alice@example.com", "Subject: environment\n\n");
        await folder.SucceedAsync(["deliver", "--root", "option", "alice@example.com"], "Subject: option\n\n");
        Assert.Equal("option", await SubjectAsync(folder, "--root", "option"));
        Assert.Equal("environment", await SubjectAsync(folder));
        folder.Environment.Clear();
        Assert.Equal("file", await SubjectAsync(folder));
    }

    [Theory]
    [InlineData("{ \"Store\": { \"Rot\": \"/x\" } }", "Did you mean 'Root'?", "list", "alice@example.com", "--root", "mail")]
    [InlineData("{ \"Stoer\": 1 }", "Did you mean 'Store'?", "domain", "list", "--accounts", "domains")]
    [InlineData("{ nonsense", "msgstore.json", "domain", "list")]
    [InlineData("{}", "No store is named: give --root DIR", "stat", "--all")]
    [InlineData("{}", "No domain tree is named: give --accounts DIR", "user", "list")]
    [InlineData("{ \"Store\": { \"Root\": \"relative\" } }", "has to be an absolute path", "stat", "--all")]
    [InlineData("{ \"Accounts\": { \"Root\": \"relative\" } }", "has to be an absolute path", "user", "list")]
    [InlineData("{ \"Store\": { \"Root\": \"/nowhere/at/all\" } }", "'/nowhere/at/all' is not a folder", "stat", "--all")]
    [InlineData("{ \"Store\": { \"StaleAfter\": \"0\" } }", "StaleAfter", "stat", "--all", "--root", "mail")]
    public async Task Mistakes_name_the_key_the_value_and_the_remedy(string configuration, string text, params string[] args)
    {
        using var folder = new ToolFolder();
        Directory.CreateDirectory(folder.File("mail"));
        Directory.CreateDirectory(folder.File("domains"));
        await File.WriteAllTextAsync(folder.File("msgstore.json"), configuration);
        var result = await folder.RunAsync(args);
        Assert.Equal(78, result.Exit);
        Assert.Contains(text, result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists("/nowhere"));
    }

    [Fact]
    public async Task The_file_that_init_writes_is_for_owner_and_group_and_a_wider_one_with_a_password_is_warned_of()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        var file = folder.File("msgstore.json");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(file));
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("\"Queue\": {", """
            "Queue": { "Routes": { "out": { "Host": "mail.example.net", "Password": "secret" } },
            """, StringComparison.Ordinal));
        Assert.DoesNotContain("chmod", (await folder.RunAsync(["domain", "list"])).Error, StringComparison.Ordinal);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        var result = await folder.RunAsync(["domain", "list"]);
        Assert.Equal(0, result.Exit);
        Assert.Contains("holds Queue:Routes:out:Password and can be read by every user", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_everybody_may_write_is_not_believed_where_the_tool_was_started()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        var file = folder.File("msgstore.json");
        File.SetUnixFileMode(file, File.GetUnixFileMode(file) | UnixFileMode.OtherWrite);
        var result = await folder.RunAsync(["domain", "list"]);
        Assert.Equal(78, result.Exit);
        Assert.Contains("can be changed by every user of this machine", result.Error, StringComparison.Ordinal);
        await folder.SucceedAsync(["--config", file, "domain", "list"]);
    }

    private static async Task<string?> SubjectAsync(ToolFolder folder, params string[] options) =>
        (await folder.JsonAsync(["list", "alice@example.com", .. options])).GetProperty("messages")[0].GetProperty("subject").GetString();
}
