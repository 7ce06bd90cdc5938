using MsgStore.Cli.Output;
using MsgStore.Cli.Tests.Support;

namespace MsgStore.Cli.Tests;

/// <summary>What a store holds and cannot serve, because it is a link or its name is none here.</summary>
public sealed class LeftOutTests
{
    private const string OfFolder = "msgstore: the folder '.a..b' of alice@example.com is left out, and so is its mail: its name is none here, or it is a link, which is not followed; put a directory with a name in its place to have it served.\n";

    [Theory]
    [InlineData("list alice@example.com")]
    [InlineData("folder list alice@example.com")]
    [InlineData("stat alice@example.com")]
    [InlineData("export --all alice@example.com out")]
    [InlineData("export --format maildir alice@example.com out")]
    [InlineData("migrate --from maildir:mail --to sqlite:copy alice@example.com")]
    public async Task Folder_without_a_name_is_told_of_once_and_the_command_ends_as_ever(string line)
    {
        using var folder = await WithStrangeNamesAsync();
        var result = await folder.RunAsync(line.Split(' '));
        Assert.Equal((0, OfFolder), (result.Exit, result.Error));
    }

    [Theory]
    [InlineData("stat --all")]
    [InlineData("check")]
    [InlineData("migrate --from maildir:mail --to sqlite:copy")]
    public async Task Whole_store_is_searched_for_mailboxes_without_a_name_too(string line)
    {
        using var folder = await WithStrangeNamesAsync();
        var result = await folder.RunAsync(line.Split(' '));
        Assert.Equal(0, result.Exit);
        Assert.Equal(OfFolder.Replace("the folder '.a..b' of alice@example.com", "the mailbox in 'example.com/no name'", StringComparison.Ordinal) + OfFolder, result.Error);
    }

    [Fact]
    public async Task Store_behind_keys_tells_too()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        await folder.DeliverAsync("alice@example.com");
        Directory.CreateDirectory(folder.File("mail/example.com/alice/.a..b/cur"));
        Assert.Equal(OfFolder, (await folder.RunAsync(["list", "alice@example.com"])).Error);
    }

    [Fact]
    public async Task Maildir_that_is_imported_says_what_stays_behind()
    {
        using var folder = await WithStrangeNamesAsync();
        var result = await folder.RunAsync(["import", "--create", "bob@example.com", "mail/example.com/alice"]);
        Assert.Equal(0, result.Exit);
        Assert.Contains("the folder '.a..b' of ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_that_is_named_by_a_blank_can_be_seen_in_a_table_and_is_itself_in_JSON()
    {
        using var folder = ToolFolder.WithStore();
        await folder.SucceedAsync(["deliver", "--create", "--folder", " ", "alice@example.com"], "Subject: x\n\n");
        Assert.Contains("\n\" \"", await folder.SucceedAsync(["folder", "list", "alice@example.com"]), StringComparison.Ordinal);
        Assert.Contains("  \" \"  ", await folder.SucceedAsync(["stat", "alice@example.com"]), StringComparison.Ordinal);
        var names = (await folder.JsonAsync("folder", "list", "alice@example.com")).GetProperty("folders").EnumerateArray().Select(entry => entry.GetProperty("folder").GetString());
        Assert.Contains(" ", names);
    }

    [Theory]
    [InlineData("Work", "Work")]
    [InlineData("two words", "two words")]
    [InlineData(" ", "\" \"")]
    [InlineData("a/ b", "\"a/ b\"")]
    [InlineData("\u00A0", "\"\u00A0\"")]
    [InlineData("\" \"", "\"\\\" \\\"\"")]
    [InlineData("a\u202Eb", "a\uFFFDb")]
    public void Name_is_quoted_where_it_would_leave_a_reader_in_doubt(string name, string shown) => Assert.Equal(shown, NameText.Of(name));

    private static async Task<ToolFolder> WithStrangeNamesAsync()
    {
        var folder = ToolFolder.WithStore();
        await folder.SucceedAsync(["deliver", "--create", "alice@example.com"], "Subject: x\n\n");
        Directory.CreateDirectory(folder.File("mail/example.com/alice/.a..b/cur"));
        Directory.CreateDirectory(folder.File("mail/example.com/no name/cur"));
        return folder;
    }
}
