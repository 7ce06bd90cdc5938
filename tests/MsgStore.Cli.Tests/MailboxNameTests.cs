using MsgStore.Cli.Tests.Support;

namespace MsgStore.Cli.Tests;

/// <summary>A name means the mailbox that servers deliver to.</summary>
public sealed class MailboxNameTests
{
    [Fact]
    public async Task With_accounts_a_name_means_where_its_mail_goes()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        await File.AppendAllTextAsync(folder.File("domains/example.com/passwd"), "carol:!:shared\n");
        await folder.DeliverAsync("Carol@example.com", "Subject: hers\n\n");
        await folder.DeliverAsync("postmaster@example.com", "Subject: postmaster\n\n");
        Assert.Equal("shared@example.com", (await folder.JsonAsync("list", "CAROL@example.com")).GetProperty("mailbox").GetString());
        Assert.Equal("alice@example.com", (await folder.JsonAsync("list", "postmaster@example.com")).GetProperty("mailbox").GetString());
        Assert.Equal("shared@example.com", (await folder.JsonAsync("stat", "carol@example.com")).GetProperty("mailbox").GetString());
        // A mailbox whose user is gone has its name still.
        await File.WriteAllTextAsync(folder.File("domains/example.com/passwd"), "alice:!\n");
        Assert.Equal("shared@example.com", (await folder.JsonAsync("list", "shared@example.com")).GetProperty("mailbox").GetString());
        Assert.Equal(1, (await folder.RunAsync(["list", "alice+lists@example.com"])).Exit);
    }

    [Fact]
    public async Task With_accounts_an_import_makes_the_mailbox_that_mail_will_go_to()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        await File.AppendAllTextAsync(folder.File("domains/example.com/passwd"), "carol:!:shared\n");
        await File.WriteAllTextAsync(folder.File("in.mbox"), "From x@example.org Mon Jan  1 00:00:00 2024\nSubject: old\n\nbody\n\n");
        await folder.SucceedAsync(["import", "Carol@example.com", "in.mbox", "--create"]);
        await folder.DeliverAsync("carol@example.com", "Subject: new\n\n");
        Assert.Equal(2, (await folder.JsonAsync("stat", "shared@example.com")).GetProperty("messages").GetInt32());
    }

    [Fact]
    public async Task Accounts_that_cannot_be_read_leave_nobody_guessing()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        await folder.DeliverAsync("alice@example.com", "Subject: hers\n\n");
        Directory.CreateDirectory(folder.File("domains/example.com/user_forwards/alice"));
        var refused = await folder.RunAsync(["list", "alice@example.com"]);
        Assert.Equal(75, refused.Exit);
        Assert.Contains("The accounts cannot be read", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_accounts_a_mailbox_is_meant_as_it_is_spelled_and_made_in_lower_case()
    {
        using var folder = ToolFolder.WithStore();
        await File.WriteAllTextAsync(folder.File("in.mbox"), "From x@example.org Mon Jan  1 00:00:00 2024\nSubject: old\n\nbody\n\n");
        await folder.SucceedAsync(["import", "Alice@example.com", "in.mbox", "--create"]);
        await folder.DeliverAsync("ALICE@example.com", "Subject: new\n\n");
        await folder.DeliverAsync("alice+@example.com", "Subject: no folder\n\n");
        Assert.Equal(["alice"], Directory.GetDirectories(folder.File("mail/example.com")).Select(Path.GetFileName));
        Assert.Equal(3, (await folder.JsonAsync("stat", "Alice@example.com")).GetProperty("messages").GetInt32());
    }

    [Fact]
    public async Task Scripts_are_those_of_who_gets_the_mail()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        await File.AppendAllTextAsync(folder.File("domains/example.com/passwd"), "carol:!:shared\n");
        await folder.SucceedAsync(["sieve", "put", "Carol@example.com", "mine", "--activate"], "keep;\n");
        Assert.Contains("mine", await folder.SucceedAsync(["sieve", "list", "shared@example.com"]), StringComparison.Ordinal);
    }
}
