using System.Globalization;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;

namespace MsgStore.Maildir.Tests;

/// <summary>Names that are there twice, that come back, or that hold letters of other programs.</summary>
public sealed class DoubleNameTests
{
    [Fact]
    public async Task Two_files_of_one_base_name_are_two_messages_and_the_one_that_was_shown_keeps_its_uid()
    {
        await using var harness = new MaildirHarness();
        await harness.DeliverAsync("Subject: shown\r\n\r\n");
        var before = await ListAsync(harness);
        var shown = Assert.Single(Directory.GetFiles(Cur(harness)));
        await File.WriteAllTextAsync(shown + "S", "Subject: restored\r\n\r\nmore than that\r\n");
        await File.WriteAllTextAsync(shown + "F", "Subject: third\r\n\r\n");
        var after = await ListAsync(harness);
        Assert.Equal(3, after.Count);
        Assert.Equal(before["Subject: shown\r\n\r\n"].Uid, after["Subject: shown\r\n\r\n"].Uid);
        Assert.Equal(3, after.Values.Select(message => message.Uid).Distinct().Count());
        Assert.Equal(3, after.Values.Select(message => message.Key).Distinct().Count());
        Assert.Equal(MessageFlags.Seen, after["Subject: restored\r\n\r\nmore than that\r\n"].Flags);
        Assert.Equal(37, after["Subject: restored\r\n\r\nmore than that\r\n"].WireSize);
        Assert.Equal(Uids(after), Uids(await ListAsync(harness)));
    }

    [Theory]
    [InlineData(":2,")]
    [InlineData(":2,S")]
    public async Task File_in_new_whose_name_is_taken_in_cur_is_a_message_too(string flags)
    {
        await using var harness = new MaildirHarness();
        await harness.DeliverAsync("Subject: one\r\n\r\n");
        await ListAsync(harness);
        var name = Path.GetFileName(Assert.Single(Directory.GetFiles(Cur(harness)))).Split(':')[0];
        if (flags != ":2,")
            Directory.Move(Path.Combine(Cur(harness), name + ":2,"), Path.Combine(Cur(harness), name + flags));
        await File.WriteAllTextAsync(harness.PathOf("example.com", "bob", "new", name), "Subject: two\r\n\r\n");
        var after = await ListAsync(harness);
        Assert.Equal(2, after.Count);
        Assert.Equal(2, after.Values.Select(message => message.Uid).Distinct().Count());
        Assert.Empty(Directory.GetFiles(harness.PathOf("example.com", "bob", "new")));
    }

    [Fact]
    public async Task File_in_new_whose_name_leaves_no_room_for_flags_is_shown()
    {
        await using var harness = new MaildirHarness();
        await harness.DeliverAsync("Subject: one\r\n\r\n");
        await File.WriteAllTextAsync(harness.PathOf("example.com", "bob", "new", new string('a', 254)), "Subject: two\r\n\r\n");
        Assert.Equal(2, (await ListAsync(harness)).Count);
    }

    [Fact]
    public async Task Two_names_of_one_file_are_one_message_while_another_program_moves_it()
    {
        await using var harness = new MaildirHarness();
        await harness.DeliverAsync("Subject: one\r\n\r\n");
        await ListAsync(harness);
        var file = Assert.Single(Directory.GetFiles(Cur(harness)));
        using (var link = System.Diagnostics.Process.Start("ln", [file, file + "S"]))
            await link.WaitForExitAsync();
        Assert.Single(await ListAsync(harness));
        Assert.Equal(2, Directory.GetFiles(Cur(harness)).Length);
    }

    [Fact]
    public async Task Message_that_was_seen_to_go_and_comes_back_is_a_new_message()
    {
        await using var harness = new MaildirHarness();
        await harness.DeliverAsync("Subject: one\r\n\r\n");
        await harness.DeliverAsync("Subject: two\r\n\r\n");
        var before = await ListAsync(harness);
        var file = Directory.GetFiles(Cur(harness)).Single(path => File.ReadAllText(path).Contains("one", StringComparison.Ordinal));
        var away = harness.PathOf("away");
        Directory.Move(file, away);
        Assert.Single(await ListAsync(harness));
        Directory.Move(away, file);
        var after = await ListAsync(harness);
        Assert.Equal(3u, after["Subject: one\r\n\r\n"].Uid);
        Assert.Equal(before["Subject: two\r\n\r\n"].Uid, after["Subject: two\r\n\r\n"].Uid);
    }

    [Theory]
    [InlineData(":2,PSa7", ":2,7FPSa")]
    [InlineData(":2,aS,x=Y1", ":2,FSa,x=Y1")]
    public async Task Letters_of_other_programs_stay_when_flags_change(string before, string after)
    {
        await using var harness = new MaildirHarness();
        await harness.DeliverAsync("Subject: one\r\n\r\n");
        await ListAsync(harness);
        var file = Assert.Single(Directory.GetFiles(Cur(harness)));
        Directory.Move(file, file.Replace(":2,", before, StringComparison.Ordinal));
        await using var session = await harness.OpenAsync();
        Assert.Equal(MessageFlags.Seen, session.Messages[0].Flags);
        await session.GetCapability<IFlagsCapability>()!.SetAsync(session.Messages[0].Key, new FlagChange(FlagChangeMode.Add, MessageFlags.Flagged, KeywordSet.Empty));
        Assert.EndsWith(after, Assert.Single(Directory.GetFiles(Cur(harness))), StringComparison.Ordinal);
    }

    private static string Cur(MaildirHarness harness) => harness.PathOf("example.com", "bob", "cur");

    private static string Uids(Dictionary<string, MessageInfo> messages) =>
        string.Join(' ', messages.Values.Select(message => message.Uid.ToString(CultureInfo.InvariantCulture)).Order(StringComparer.Ordinal));

    /// <summary>The messages by their texts, each of which is read.</summary>
    private static async Task<Dictionary<string, MessageInfo>> ListAsync(MaildirHarness harness)
    {
        await using var session = await harness.OpenAsync();
        var messages = new Dictionary<string, MessageInfo>(StringComparer.Ordinal);
        foreach (var message in session.Messages)
            messages.Add(await session.ReadTextAsync(message.Key), message);
        return messages;
    }
}
