using System.Text;
using MsgStore.Cli.Tests.Support;

namespace MsgStore.Cli.Tests;

public sealed class AccountCommandTests
{
    [Fact]
    public async Task Init_makes_what_servers_and_tool_share_and_never_overwrites()
    {
        using var folder = new ToolFolder();
        var document = await folder.JsonAsync("init", "site", "--server-name", "mx.example.com");
        Assert.Equal(folder.File("site/msgstore.json"), document.GetProperty("configuration").GetString());
        Assert.True(Directory.Exists(document.GetProperty("mail").GetString()));
        Assert.True(Directory.Exists(document.GetProperty("accounts").GetString()));
        var text = await File.ReadAllTextAsync(folder.File("site/msgstore.json"));
        Assert.Contains("\"ServerName\": \"mx.example.com\"", text, StringComparison.Ordinal);
        Assert.Contains($"\"Queue\": {{\n    \"Root\": \"{folder.File("site/queue")}\"\n  }}", text, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(document.GetProperty("queue").GetString()!));

        var again = await folder.RunAsync(["init", "site"]);
        Assert.Equal(1, again.Exit);
        Assert.Contains("exists and is left as it is", again.Error, StringComparison.Ordinal);
        Assert.Equal(text, await File.ReadAllTextAsync(folder.File("site/msgstore.json")));
        Assert.Equal("{\"domains\":[]}\n", await folder.SucceedAsync(["domain", "list", "--config", "site/msgstore.json", "--json"]));
    }

    [Fact]
    public async Task Init_in_a_deep_folder_names_no_control_socket_that_would_keep_hosts_from_starting()
    {
        using var folder = new ToolFolder();
        var deep = string.Join('/', Enumerable.Repeat("a-folder-of-some-length", 4));
        await folder.SucceedAsync(["init", deep]);
        Assert.Contains("\"ControlSocket\": \"\"", await File.ReadAllTextAsync(folder.File($"{deep}/msgstore.json")), StringComparison.Ordinal);
        Assert.Contains("No queue is named: give --socket FILE", (await folder.RunAsync(["--config", $"{deep}/msgstore.json", "queue", "status"])).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Domains_come_show_and_go()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        Assert.Equal("added second.example\n", await folder.SucceedAsync(["domain", "add", "Second.Example"]));
        Assert.Equal(["example.com", "second.example"],
            (await folder.JsonAsync("domain", "list")).GetProperty("domains").EnumerateArray().Select(domain => domain.GetProperty("domain").GetString()));
        Assert.Equal("DOMAIN          USERS  FORWARDS\nexample.com         2         0\nsecond.example      0         0\n", await folder.SucceedAsync(["domain", "list"]));
        var shown = await folder.JsonAsync("domain", "show", "example.com");
        Assert.Equal((2, "+"), (shown.GetProperty("users").GetInt32(), shown.GetProperty("subaddressDelimiter").GetString()));
        Assert.Equal("removed second.example; the mail stays\n", await folder.SucceedAsync(["domain", "remove", "second.example"]));
        await RefuseAsync(folder, "The domain second.example is not served here.", "domain", "show", "second.example");
        await RefuseAsync(folder, "The domain example.com has users.", "domain", "remove", "example.com");
        await RefuseAsync(folder, "The domain example.com exists.", "domain", "add", "example.com");
        await folder.SucceedAsync(["domain", "remove", "--with-users", "example.com"]);
    }

    [Fact]
    public async Task Users_come_show_and_go()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        Assert.Equal("added carol@example.com\n", await folder.SucceedAsync(["user", "add", "Carol@example.com", "--password-stdin"], "secret\nnot this\n"));
        var carol = await folder.JsonAsync("user", "show", "carol@example.com");
        Assert.Equal(("carol@example.com", "carol@example.com", true),
            (carol.GetProperty("user").GetString(), carol.GetProperty("mailbox").GetString(), carol.GetProperty("canLogIn").GetBoolean()));
        Assert.Equal(
            "USER               MAILBOX            LOGIN  FORWARDS\nalice@example.com  alice@example.com  no     -\nbob@example.com    bob@example.com    no     -\ncarol@example.com  carol@example.com  yes    -\n",
            await folder.SucceedAsync(["user", "list"]));
        Assert.Equal(3, (await folder.JsonAsync("user", "list", "example.com")).GetProperty("users").GetArrayLength());
        Assert.Equal("removed carol@example.com; the mail stays\n", await folder.SucceedAsync(["user", "remove", "carol@example.com"]));
        await RefuseAsync(folder, "There is no user carol@example.com.", "user", "show", "carol@example.com");
        await RefuseAsync(folder, "The user alice@example.com exists.", "user", "add", "alice@example.com", "--generate");
        await RefuseAsync(folder, "The domain example.net is not served here.", "user", "list", "example.net");
    }

    [Fact]
    public async Task A_generated_password_is_told_once_and_differs_each_time()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        var first = (await folder.JsonAsync("user", "passwd", "alice@example.com", "--generate")).GetProperty("password").GetString();
        var output = await folder.SucceedAsync(["user", "passwd", "alice@example.com", "--generate"]);
        Assert.StartsWith("changed alice@example.com password ", output, StringComparison.Ordinal);
        Assert.Equal(20, first?.Length);
        Assert.DoesNotContain(first ?? "", output, StringComparison.Ordinal);
        Assert.True((await folder.JsonAsync("user", "show", "alice@example.com")).GetProperty("canLogIn").GetBoolean());
    }

    [Fact]
    public async Task A_person_is_asked_twice_without_echo()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        var prompts = new List<string>();
        folder.AskSecret = prompt =>
        {
            prompts.Add(prompt);
            return Encoding.UTF8.GetBytes("same");
        };
        Assert.Equal("changed alice@example.com\n", await folder.SucceedAsync(["user", "passwd", "alice@example.com"]));
        Assert.Equal(["Password: ", "Again: "], prompts);
        folder.AskSecret = Encoding.UTF8.GetBytes;
        await RefuseAsync(folder, "The two passwords differ; nothing is changed.", "user", "passwd", "alice@example.com");
        folder.AskSecret = _ => [];
        await RefuseAsync(folder, "An empty password is refused.", "user", "passwd", "alice@example.com");
    }

    [Theory]
    [InlineData(64, "Standard input is not a terminal", "user", "add", "carol@example.com")]
    [InlineData(64, "exclude each other", "user", "add", "carol@example.com", "--generate", "--password-stdin")]
    [InlineData(1, "An empty password", "user", "add", "carol@example.com", "--password-stdin")]
    [InlineData(1, "is not an address", "user", "show", "carol")]
    [InlineData(1, "is not a domain name", "domain", "add", "a..b")]
    [InlineData(64, "Required command was not provided", "user")]
    public async Task Mistakes_say_what_is_wrong(int exit, string text, params string[] args)
    {
        using var folder = await ToolFolder.WithUsersAsync();
        var result = await folder.RunAsync(args);
        Assert.Equal(exit, result.Exit);
        Assert.StartsWith("msgstore: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(text, result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    private static async Task RefuseAsync(ToolFolder folder, string error, params string[] args) =>
        Assert.Equal(new ToolResult(1, "", $"msgstore: {error}\n"), await folder.RunAsync(args));
}
