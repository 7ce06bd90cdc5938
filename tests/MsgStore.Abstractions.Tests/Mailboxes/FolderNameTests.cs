using FsCheck.Xunit;
using MsgStore.Mailboxes;

namespace MsgStore.Abstractions.Tests.Mailboxes;

public sealed class FolderNameTests
{
    [Theory]
    [InlineData("inbox", "INBOX")]
    [InlineData("Inbox/sub", "INBOX/sub")]
    [InlineData("Work/inbox", "Work/inbox")]
    public void Inbox_is_written_in_any_case_at_the_top(string text, string expected) => Assert.Equal(expected, FolderName.Parse(text).Value);

    [Fact]
    public void Default_value_is_INBOX()
    {
        Assert.Equal(FolderName.Inbox, FolderName.Parse("iNbOx"));
        Assert.Equal("INBOX", default(FolderName).ToString());
        Assert.True(default(MailboxPath).Folder.IsInbox);
    }

    [Fact]
    public void Levels_parent_and_descent_follow_the_separator()
    {
        var name = FolderName.Parse("a/b/c");
        Assert.Equal(["a", "b", "c"], name.Levels);
        Assert.Equal("a/b", name.Parent!.Value.Value);
        Assert.Null(FolderName.Parse("a").Parent);
        Assert.True(name.IsBelow(FolderName.Parse("a")));
        Assert.False(FolderName.Parse("ab").IsBelow(FolderName.Parse("a")));
        Assert.Equal("a/b/c/d", name.Child("d").Value);
    }

    [Property]
    public bool Any_text_ends_in_a_result_and_accepted_names_parse_to_themselves(string? text) =>
        !FolderName.TryParse(text ?? "", out var name) || (FolderName.TryParse(name.Value, out var again) && again == name && !name.Levels.Contains(".."));
}
