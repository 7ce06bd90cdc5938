using MsgStore.Cli.Tests.Support;

namespace MsgStore.Cli.Tests;

public sealed class MessageCommandTests
{
    [Fact]
    public async Task A_folder_is_listed_aligned_and_without_what_would_move_a_terminal()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        await folder.DeliverAsync("alice@example.com", "From: A <a@example.org>\nSubject: plain\n\nbody\n");
        await folder.DeliverAsync("alice@example.com", "From: B\nSubject: \u001b[2Jred\n\n");
        var lines = (await folder.SucceedAsync(["list", "alice@example.com"])).Split('\n');
        Assert.Matches(@"^UID  FLAGS  SIZE  DATE \(UTC\)        FROM               SUBJECT$", lines[0]);
        Assert.Matches(@"^  1  -        \d\d  \d{4}-\d\d-\d\d \d\d:\d\d  A <a@example\.org>  plain$", lines[1]);
        Assert.EndsWith("B                  \uFFFD[2Jred", lines[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("=?utf-8?Q?J=C3=BCrgen?= <j@example.org>", "Jürgen <j@example.org>")]
    [InlineData("=?utf-8?Q?boss=40bank.example_=3Cboss=40bank.example=3E?= <e@example.org>", "\"boss@bank.example <boss@bank.e…")]
    [InlineData("\"Doe, J.\" <j@example.org>, b@example.org", "\"Doe, J.\" <j@example.org>, b@ex…")]
    [InlineData("=?utf-8?B?4oCuZXZpbA==?= <e@example.org>", "\uFFFDevil <e@example.org>")]
    public async Task Names_of_senders_are_decoded_and_cannot_pass_for_the_address(string from, string shown)
    {
        using var folder = await ToolFolder.WithUsersAsync();
        await folder.DeliverAsync("alice@example.com", $"From: {from}\nSubject: =?utf-8?Q?=C3=A4?=\n =?utf-8?Q?_=1B[2J?= x\n\n");
        Assert.EndsWith($"  {shown}  ä \uFFFD[2J x", (await folder.SucceedAsync(["list", "alice@example.com"])).TrimEnd('\n'), StringComparison.Ordinal);
    }

    [Fact]
    public async Task JSON_holds_decoded_text_without_a_character_that_moves_a_terminal_and_the_field_as_it_stands()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        await folder.DeliverAsync("alice@example.com", "From: =?utf-8?B?4oCuZXZpbA==?= <e@example.org>\nSubject: =?utf-8?Q?=C3=A4=1B?=\n\n");
        var text = await folder.SucceedAsync(["list", "alice@example.com", "--json"]);
        Assert.Contains("\"\\u202eevil <e@example.org>\",\"subject\":\"ä\\u001B\"", text, StringComparison.Ordinal);
        var header = (await folder.JsonAsync("show", "alice@example.com", "1")).GetProperty("headers")[1];
        Assert.Equal(("From", "=?utf-8?B?4oCuZXZpbA==?= <e@example.org>", "\u202Eevil <e@example.org>"),
            (header.GetProperty("name").GetString(), header.GetProperty("value").GetString(), header.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task A_list_as_JSON_has_a_stable_shape()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        await folder.DeliverAsync("alice@example.com");
        var list = await folder.JsonAsync("list", "Alice@example.com");
        Assert.Equal(["mailbox", "folder", "uidValidity", "uidNext", "messages"], list.EnumerateObject().Select(property => property.Name));
        var message = list.GetProperty("messages")[0];
        Assert.Equal(["uid", "key", "size", "date", "flags", "keywords", "from", "subject"], message.EnumerateObject().Select(property => property.Name));
        Assert.Equal((1, "one"), (message.GetProperty("uid").GetInt32(), message.GetProperty("subject").GetString()));
    }

    [Fact]
    public async Task A_message_shows_raw_by_header_or_as_facts()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        await folder.DeliverAsync("alice@example.com", "Subject: folded\n text\n\nbody\n");
        const string Header = "Return-Path: <sender@example.org>\r\nSubject: folded\r\n text\r\n\r\n";
        Assert.Equal(Header + "body\r\n", await folder.SucceedAsync(["show", "alice@example.com", "1"]));
        Assert.Equal(Header, await folder.SucceedAsync(["show", "alice@example.com", "1", "--headers"]));
        var facts = await folder.JsonAsync("show", "alice@example.com", "1");
        Assert.Equal(["mailbox", "folder", "uid", "key", "size", "date", "flags", "keywords", "sealedFor", "headers"], facts.EnumerateObject().Select(property => property.Name));
        Assert.Equal(("Subject", "folded text"), (facts.GetProperty("headers")[1].GetProperty("name").GetString(), facts.GetProperty("headers")[1].GetProperty("value").GetString()));
    }

    [Fact]
    public async Task Stat_counts_folder_by_folder_one_mailbox_a_line()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        await folder.DeliverAsync("bob@example.com");
        await folder.DeliverAsync("alice@example.com");
        await folder.DeliverAsync("alice+Junk@example.com");
        var lines = (await folder.SucceedAsync(["stat", "--all", "--json"])).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["alice@example.com", "bob@example.com"], lines.Select(line => System.Text.Json.Nodes.JsonNode.Parse(line)?["mailbox"]?.GetValue<string>()));
        var alice = await folder.JsonAsync("stat", "alice@example.com");
        Assert.Equal(["mailbox", "messages", "octets", "limitMessages", "limitOctets", "folders"], alice.EnumerateObject().Select(property => property.Name));
        Assert.Equal(2, alice.GetProperty("messages").GetInt32());
        Assert.Equal(("INBOX", 1), (alice.GetProperty("folders")[0].GetProperty("folder").GetString(), alice.GetProperty("folders")[0].GetProperty("messages").GetInt32()));
        Assert.StartsWith("MAILBOX            FOLDER  MESSAGES  OCTETS\nalice@example.com  INBOX          1", await folder.SucceedAsync(["stat", "alice@example.com"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Flags_and_keywords_are_set_and_cleared()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        await folder.DeliverAsync("alice@example.com");
        await folder.DeliverAsync("alice@example.com");
        await folder.SucceedAsync(["flag", "alice@example.com", "1", "2", "+Seen", "+\\flagged", "+$work"]);
        Assert.Equal("UID  FLAGS\n  2  Seen,$work\n", await folder.SucceedAsync(["flag", "alice@example.com", "2", "-Flagged", "-Draft"]));
        var messages = (await folder.JsonAsync("list", "alice@example.com")).GetProperty("messages");
        Assert.Equal(["Seen", "Flagged"], messages[0].GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()));
        var changed = await folder.JsonAsync("flag", "alice@example.com", "1", "-$work");
        Assert.Equal(0, changed.GetProperty("messages")[0].GetProperty("keywords").GetArrayLength());
    }

    [Fact]
    public async Task Messages_are_removed_for_good()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        for (var i = 0; i < 3; i++)
            await folder.DeliverAsync("alice@example.com");
        Assert.Equal("removed 1 of alice@example.com/INBOX\n", await folder.SucceedAsync(["remove", "alice@example.com", "2"]));
        Assert.Equal([1, 3], (await folder.JsonAsync("list", "alice@example.com")).GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("uid").GetInt32()));
        var removed = await folder.JsonAsync("remove", "alice@example.com", "1", "3");
        Assert.Equal((2, 0), (removed.GetProperty("removed").GetArrayLength(), removed.GetProperty("failed").GetArrayLength()));
        Assert.Equal("", await folder.SucceedAsync(["list", "alice@example.com"]));
    }

    [Fact]
    public async Task Folders_come_change_and_go()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        await folder.DeliverAsync("alice@example.com");
        Assert.Equal("created alice@example.com/Lists/dev\n", await folder.SucceedAsync(["folder", "create", "alice@example.com/Lists/dev"]));
        await folder.SucceedAsync(["folder", "create", "alice@example.com/Attic", "--use", "Archive"]);
        await folder.SucceedAsync(["folder", "rename", "alice@example.com/Lists/dev", "Work"]);
        var folders = (await folder.JsonAsync("folder", "list", "alice@example.com")).GetProperty("folders").EnumerateArray()
            .ToDictionary(entry => entry.GetProperty("folder").GetString() ?? "", entry => entry.GetProperty("specialUse").GetString());
        Assert.Equal("Archive", folders["Attic"]);
        Assert.Contains("Work", folders.Keys);
        Assert.DoesNotContain("Lists/dev", folders.Keys);
        await folder.SucceedAsync(["deliver", "--folder", "Work", "alice@example.com"], "Subject: x\n\n");
        Assert.Equal(new ToolResult(1, "", "msgstore: alice@example.com/Work holds 1 message; --with-messages removes them with it.\n"), await folder.RunAsync(["folder", "remove", "alice@example.com/Work"]));
        await folder.SucceedAsync(["folder", "remove", "--with-messages", "alice@example.com/Work"]);
        Assert.Equal(1, (await folder.RunAsync(["list", "alice@example.com/Work"])).Exit);
    }

    [Fact]
    public async Task Message_that_cannot_be_read_ends_no_list_export_or_migration_and_is_told_of_at_the_end()
    {
        using var folder = ToolFolder.WithStore();
        folder.Environment["MSGSTORE__Store__Type"] = "sqlite";
        for (var i = 0; i < 3; i++)
            await folder.SucceedAsync(["deliver", "--create", "alice@example.com"], $"Subject: number {i}\n\n{new string('x', i == 1 ? 900_000 : 10)}\n");
        // Only the large message has a file of its own.
        foreach (var file in Directory.GetFiles(folder.File("mail"), "*", SearchOption.AllDirectories).Where(path => new FileInfo(path).Length == 900_021 || path.Contains("blob", StringComparison.Ordinal)))
            File.Delete(file);
        var list = await folder.RunAsync(["list", "alice@example.com"]);
        Assert.Equal(1, list.Exit);
        Assert.Contains("number 2", list.Output, StringComparison.Ordinal);
        Assert.StartsWith("msgstore: alice@example.com/INBOX message 2 cannot be read: ", list.Error, StringComparison.Ordinal);
        foreach (var (args, found) in ((string[] Args, string File)[])
        [
            (["export", "alice@example.com", "out.mbox"], "out.mbox"),
            (["export", "alice@example.com", "--format", "maildir", "out"], "out/cur"),
            (["migrate", "--from", "sqlite:" + folder.File("mail"), "--to", "maildir:" + folder.File("copy")], "copy/example.com/alice/cur"),
        ])
        {
            var result = await folder.RunAsync(args);
            Assert.True(result.Exit == 1, $"{args[0]} exited with {result.Exit}: {result.Error}");
            Assert.Contains("message 2", result.Error, StringComparison.Ordinal);
            var texts = File.Exists(folder.File(found)) ? await File.ReadAllTextAsync(folder.File(found)) : string.Concat(Directory.GetFiles(folder.File(found)).Select(File.ReadAllText));
            Assert.True(texts.Contains("number 0", StringComparison.Ordinal) && texts.Contains("number 2", StringComparison.Ordinal), $"{args[0]}: {texts}");
        }
    }

    [Fact]
    public async Task Message_whose_name_lies_about_its_size_is_listed_exported_and_migrated_as_it_is()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        await folder.DeliverAsync("alice@example.com", "Subject: true\n\nbody\n");
        await folder.SucceedAsync(["list", "alice@example.com"]);
        var cur = folder.File("mail/example.com/alice/cur");
        await File.WriteAllTextAsync(Path.Combine(cur, "1.long,S=9999,W=9999:2,"), "Subject: shorter\r\n\r\n");
        await File.WriteAllTextAsync(Path.Combine(cur, "1.short,S=1,W=1:2,"), "Subject: longer\r\n\r\n");
        var sizes = (await folder.JsonAsync("list", "alice@example.com")).GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("size").GetInt32());
        Assert.Equal([20, 19], sizes.Skip(1));
        await folder.SucceedAsync(["export", "alice@example.com", "out.mbox"]);
        await folder.SucceedAsync(["export", "alice@example.com", "--format", "maildir", "out"]);
        await folder.SucceedAsync(["migrate", "--from", "maildir:" + folder.File("mail"), "--to", "sqlite:" + folder.File("db")]);
        await folder.SucceedAsync(["check", "--verify"]);
        Assert.Contains("Subject: shorter\n", await File.ReadAllTextAsync(folder.File("out.mbox")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_that_is_changed_after_it_was_listed_is_migrated_as_it_is()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        await folder.DeliverAsync("alice@example.com", "Subject: before\n\nbody\n");
        await folder.SucceedAsync(["list", "alice@example.com"]);
        await File.WriteAllTextAsync(Directory.GetFiles(folder.File("mail/example.com/alice/cur")).Single(), "Subject: after\n\n");
        await folder.SucceedAsync(["migrate", "--from", "maildir:" + folder.File("mail"), "--to", "maildir:" + folder.File("copy")]);
        Assert.Equal("Subject: after\r\n\r\n", await File.ReadAllTextAsync(Directory.GetFiles(folder.File("copy/example.com/alice/cur")).Single()));
    }

    [Theory]
    [InlineData(1, "There is no mailbox carol@example.com.", "list", "carol@example.com")]
    [InlineData(1, "There is no mailbox carol@example.com.", "stat", "carol@example.com")]
    [InlineData(1, "There is no mailbox carol@example.com.", "watch", "carol@example.com")]
    [InlineData(1, "There is no mailbox carol@example.com.", "folder", "create", "carol@example.com/X")]
    [InlineData(1, "There is no mailbox carol@example.com.", "flag", "carol@example.com", "1", "+Seen")]
    [InlineData(1, "There is no mailbox carol@example.com.", "remove", "carol@example.com", "1")]
    [InlineData(1, "There is no message 7 in alice@example.com/INBOX", "show", "alice@example.com", "7")]
    [InlineData(1, "There is no message 7 in alice@example.com/INBOX", "flag", "alice@example.com", "1", "7", "+Seen")]
    [InlineData(1, "", "list", "alice@example.com/Nowhere")]
    [InlineData(1, "", "folder", "remove", "alice@example.com/Nowhere")]
    [InlineData(1, "", "folder", "create", "alice@example.com/INBOX")]
    [InlineData(64, "'alice' is not a mailbox", "list", "alice")]
    [InlineData(64, "'a//b' is not a folder name", "list", "alice@example.com/a//b")]
    [InlineData(64, "Name UIDs and changes", "flag", "alice@example.com", "1")]
    [InlineData(64, "'x' is neither a UID nor a change", "flag", "alice@example.com", "x", "+Seen")]
    [InlineData(64, "is neither a flag", "flag", "alice@example.com", "1", "+a b")]
    [InlineData(64, "Cannot parse argument 'x'", "show", "alice@example.com", "x")]
    [InlineData(64, "Name a mailbox, or give --all", "stat")]
    [InlineData(64, "--count has to be 1 or more", "watch", "alice@example.com", "--count", "0")]
    public async Task Mistakes_say_what_is_wrong_and_make_nothing(int exit, string text, params string[] args)
    {
        using var folder = await ToolFolder.WithUsersAsync();
        await folder.DeliverAsync("alice@example.com");
        var before = Directory.GetDirectories(folder.File("mail"), "*", SearchOption.AllDirectories).Order().ToList();
        var result = await folder.RunAsync(args);
        Assert.Equal(exit, result.Exit);
        Assert.StartsWith("msgstore: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(text, result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
        Assert.Equal(before, Directory.GetDirectories(folder.File("mail"), "*", SearchOption.AllDirectories).Order());
    }
}
