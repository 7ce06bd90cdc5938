using System.Text;
using System.Text.Json;
using MsgStore.Cli.Tests.Support;

namespace MsgStore.Cli.Tests;

/// <summary>Moving mail between stores and files.</summary>
public sealed class MigrateTests
{
    [Fact]
    public async Task Maildir_to_sqlite_and_back_changes_nothing_a_client_sees()
    {
        using var folder = await FilledAsync();
        var before = await DescribeAsync(folder, "maildir", "mail");
        await MigrateAsync(folder, "maildir:mail", "sqlite:db");
        Assert.Equal(before, await DescribeAsync(folder, "sqlite", "db"));
        await MigrateAsync(folder, "sqlite:db", "maildir:again");
        Assert.Equal(before, await DescribeAsync(folder, "maildir", "again"));
    }

    [Fact]
    public async Task What_another_program_sealed_without_saying_so_is_named_and_never_copied_as_text()
    {
        using var folder = await FilledAsync();
        var box = new byte[500];
        new Random(7).NextBytes(box);
        box[100] = (byte)'\n'; // A line end that would be made whole.
        var inbox = Path.GetDirectoryName(Directory.GetFiles(folder.File("mail"), "*:2,*", SearchOption.AllDirectories).First(file => file.Contains("alice", StringComparison.Ordinal)))!;
        await File.WriteAllBytesAsync(Path.Combine(inbox, "1700000000.1.host:2,S"), box);
        var result = await folder.RunAsync(["migrate", "--from", "maildir:mail", "--to", "sqlite:db"]);
        Assert.Equal(1, result.Exit);
        Assert.Contains("another program may have sealed it", result.Error, StringComparison.Ordinal);
        Assert.Contains("5 copied now", result.Output, StringComparison.Ordinal);
        Assert.NotEqual(0, (await folder.RunAsync(["export", "alice@example.com", "out", "--format", "maildir"])).Exit);
        Assert.Equal(box, await File.ReadAllBytesAsync(Path.Combine(inbox, "1700000000.1.host:2,S")));
    }

    [Fact]
    public async Task A_second_migration_copies_nothing()
    {
        using var folder = await FilledAsync();
        Assert.Equal(5, (await MigrateAsync(folder, "maildir:mail", "sqlite:db")).GetProperty("copied").GetInt32());
        var again = await MigrateAsync(folder, "maildir:mail", "sqlite:db");
        Assert.Equal((0, 5), (again.GetProperty("copied").GetInt32(), again.GetProperty("verified").GetInt32()));
    }

    [Fact]
    public async Task Problems_are_named_and_end_in_an_exit_code()
    {
        using var folder = await FilledAsync();
        folder.Environment["MSGSTORE__Store__Type"] = "sqlite";
        folder.Environment["MSGSTORE__Store__Root"] = folder.File("db");
        Directory.CreateDirectory(folder.File("db"));
        foreach (var subject in (string[])["own", "own too"])
            await folder.SucceedAsync(["deliver", "--create", "-f", "x@example.org", "-a", "alice@example.com"], $"Subject: {subject}\n\n");
        var result = await folder.RunAsync(["migrate", "--from", "maildir:mail", "--to", "sqlite:db"]);
        Assert.Equal(1, result.Exit);
        Assert.Contains("alice@example.com/INBOX: not copied", result.Error, StringComparison.Ordinal);
        Assert.Contains("1 problems", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("maildir:mail", "maildir:mail", "name one store")]
    [InlineData("maildir:nowhere", "sqlite:db", "there is no folder")]
    [InlineData("sqlite:mail", "maildir:copy", "there is no database")]
    [InlineData("mbox:mail", "sqlite:db", "kinds maildir, sqlite")]
    [InlineData("maildir:", "sqlite:db", "names no folder")]
    [InlineData("maildir:mail?Rooot=1", "sqlite:db", "Did you mean")]
    public async Task Wrong_locations_are_explained(string from, string to, string expected)
    {
        using var folder = ToolFolder.WithStore();
        var result = await folder.RunAsync(["migrate", "--from", from, "--to", to]);
        Assert.NotEqual(0, result.Exit);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_mbox_export_comes_back_with_flags_and_dates()
    {
        using var folder = await FilledAsync();
        await folder.SucceedAsync(["export", "alice@example.com/Projects/A", "a.mbox"]);
        Assert.StartsWith("From sender@example.org ", await File.ReadAllTextAsync(folder.File("a.mbox")), StringComparison.Ordinal);
        await folder.SucceedAsync(["import", "alice@example.com/Copy", "a.mbox"]);
        var (original, copy) = (await ListAsync(folder, "Projects/A"), await ListAsync(folder, "Copy"));
        Assert.Equal(2, original.Count);
        Assert.Equal(original, copy);
        Assert.Contains("0 messages imported", await folder.SucceedAsync(["import", "alice@example.com/Copy", "a.mbox"]), StringComparison.Ordinal);
        Assert.Contains("2 messages imported", await folder.SucceedAsync(["import", "--duplicates", "alice@example.com/Copy", "a.mbox"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_folders_are_exported_to_files_and_a_file_is_never_overwritten()
    {
        using var folder = await FilledAsync();
        await folder.SucceedAsync(["export", "--all", "alice@example.com", "out"]);
        Assert.True(File.Exists(folder.File("out/INBOX.mbox")));
        Assert.True(File.Exists(folder.File("out/Projects/A.mbox")));
        var again = await folder.RunAsync(["export", "alice@example.com", "out/INBOX.mbox"]);
        Assert.Equal(1, again.Exit);
        Assert.Contains("exists and is left", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_maildir_export_is_a_maildir_and_imports_elsewhere()
    {
        using var folder = await FilledAsync();
        await folder.SucceedAsync(["export", "--format", "maildir", "alice@example.com", "Alice's Maildir"]);
        Assert.Equal(3, Directory.GetFiles(folder.File("Alice's Maildir/cur")).Length);
        Assert.Equal(2, Directory.GetFiles(folder.File("Alice's Maildir/.Projects.A/cur")).Length);
        Assert.Contains("5 messages imported", await folder.SucceedAsync(["import", "--create", "bob@example.com/Old", "Alice's Maildir"]), StringComparison.Ordinal);
        Assert.Equal(await ListAsync(folder, "Projects/A"), await ListAsync(folder, "Old/Projects/A", "bob@example.com"));
        Assert.Contains("5 were there already", await folder.SucceedAsync(["import", "bob@example.com/Old", "Alice's Maildir"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_mbox_is_refused()
    {
        using var folder = await FilledAsync();
        await File.WriteAllTextAsync(folder.File("text"), "Subject: x\n\n");
        var result = await folder.RunAsync(["import", "alice@example.com", "text"]);
        Assert.Equal(65, result.Exit);
        Assert.Contains("no mbox file", result.Error, StringComparison.Ordinal);
    }

    private static async Task<ToolFolder> FilledAsync()
    {
        var folder = ToolFolder.WithStore();
        foreach (var subject in (string[])["one", "two", "three"])
            await folder.SucceedAsync(["deliver", "--create", "-f", "sender@example.org", "-a", "alice@example.com"], $"Subject: {subject}\n\nFrom the start\n");
        foreach (var subject in (string[])["four", "five"])
            await folder.SucceedAsync(
                ["deliver", "--create", "--folder", "Projects/A", "--flags", "Seen,Flagged,$Forwarded", "-f", "sender@example.org", "-a", "alice@example.com"],
                $"Subject: {subject}\n\n>From the start\n\n");
        await folder.SucceedAsync(["flag", "alice@example.com", "2", "+Answered", "+work"]);
        await folder.SucceedAsync(["remove", "alice@example.com", "1"]);
        await folder.SucceedAsync(["deliver", "-f", "sender@example.org", "-a", "alice@example.com"], "Subject: six\n\n");
        return folder;
    }

    private static async Task<JsonElement> MigrateAsync(ToolFolder folder, string from, string to)
    {
        var report = await folder.JsonAsync("migrate", "--from", from, "--to", to);
        Assert.Equal(0, report.GetProperty("problemCount").GetInt32());
        return report;
    }

    /// <summary>Every message of every folder, with UID, key, flags and date.</summary>
    private static async Task<string> DescribeAsync(ToolFolder folder, string kind, string root)
    {
        folder.Environment["MSGSTORE__Store__Type"] = kind;
        folder.Environment["MSGSTORE__Store__Root"] = folder.File(root);
        var text = new StringBuilder(await folder.SucceedAsync(["folder", "list", "alice@example.com", "--json"]));
        foreach (var name in (string[])["INBOX", "Projects", "Projects/A", "Trash"])
            text.Append(await folder.SucceedAsync(["list", $"alice@example.com/{name}", "--json"]));
        return text.ToString();
    }

    private static async Task<List<string>> ListAsync(ToolFolder folder, string name, string mailbox = "alice@example.com")
    {
        var list = await folder.JsonAsync("list", $"{mailbox}/{name}");
        return [.. list.GetProperty("messages").EnumerateArray().Select(message =>
            $"{message.GetProperty("date")} {message.GetProperty("flags")} {message.GetProperty("keywords")} {message.GetProperty("size")} {message.GetProperty("subject")}")];
    }
}
