using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Storage;
using Xunit;

namespace MsgStore.Conformance;

public abstract partial class MessageStoreConformance
{
    [Fact]
    public async Task Flags_and_keywords_are_set_added_removed_and_kept()
    {
        await using var harness = await CreateAsync();
        var key = await harness.DeliverAsync("flags");
        await using (var session = await harness.OpenAsync())
        {
            if (harness.Verb<IFlagsCapability>(session) is not { } flags)
                return;
            var before = session.Messages[0].ModSeq;
            await flags.SetAsync(key, new FlagChange(FlagChangeMode.Replace, MessageFlags.Seen | MessageFlags.Draft, KeywordSet.Create("$Forwarded", "work")));
            await flags.SetAsync(key, new FlagChange(FlagChangeMode.Add, MessageFlags.Flagged | MessageFlags.Answered, KeywordSet.Create("WORK", "later")));
            var changed = await flags.SetAsync(key, new FlagChange(FlagChangeMode.Remove, MessageFlags.Draft, KeywordSet.Create("$forwarded")));
            Assert.Equal(MessageFlags.Seen | MessageFlags.Flagged | MessageFlags.Answered, changed.Flags);
            Assert.Equal(KeywordSet.Create("work", "later"), changed.Keywords);
            Assert.Equal(changed, session.Messages[0]);
            Assert.True(changed.ModSeq > before);
        }
        await using var again = await harness.OpenSecond().OpenAsync(Samples.Inbox, MailboxAccess.Shared);
        var message = Assert.Single(again.Messages);
        Assert.Equal(key, message.Key);
        Assert.Equal(MessageFlags.Seen | MessageFlags.Flagged | MessageFlags.Answered, message.Flags);
        Assert.Equal(KeywordSet.Create("work", "later"), message.Keywords);
        Assert.Equal("Subject: flags\r\n\r\nbody of flags\r\n", await again.ReadTextAsync(key));
    }

    [Fact]
    public async Task Flag_change_by_one_session_does_not_hide_the_message_from_another()
    {
        await using var harness = await CreateAsync();
        var key = await harness.DeliverAsync("shared");
        await using var reading = await harness.OpenAsync();
        await using var flagging = await harness.OpenSecond().OpenAsync(Samples.Inbox, MailboxAccess.Shared);
        if (harness.Verb<IFlagsCapability>(flagging) is not { } flags)
            return;
        await flags.SetAsync(key, new FlagChange(FlagChangeMode.Add, MessageFlags.Seen));
        Assert.Contains("shared", await reading.ReadTextAsync(key), StringComparison.Ordinal);
        reading.Delete(key);
        Assert.Equal([key], (await reading.ExpungeAsync()).Expunged);
        Assert.Equal(0, await harness.CountAsync());
        Assert.Equal(StoreError.MessageExpunged,
            await HarnessExtensions.FailsAsync(async () => await flags.SetAsync(key, new FlagChange(FlagChangeMode.Add, MessageFlags.Flagged))));
    }

    [Fact]
    public async Task Append_keeps_flags_date_and_wanted_uid()
    {
        await using var harness = await CreateAsync();
        await harness.DeliverAsync("first");
        var date = new DateTimeOffset(2001, 2, 3, 4, 5, 6, TimeSpan.FromHours(2));
        AppendResult result;
        await using (var session = await harness.OpenAsync())
        {
            if (harness.Verb<IAppendCapability>(session) is not { } append)
                return;
            var wanted = session.State.UidNext + 10;
            result = await append.AppendAsync(Samples.Subject("appended"), new AppendOptions
            {
                Flags = MessageFlags.Seen,
                Keywords = KeywordSet.Create("kept"),
                InternalDate = date,
                Uid = wanted,
            });
            Assert.Equal(wanted, result.Uid);
            Assert.Equal(session.State.UidValidity, result.UidValidity);
            Assert.Single(session.Messages);
        }
        await using var again = await harness.OpenAsync();
        var message = again.Messages.Single(candidate => candidate.Key == result.Key);
        Assert.Equal((result.Uid, MessageFlags.Seen, date.ToUniversalTime()), (message.Uid, message.Flags, message.InternalDate.ToUniversalTime()));
        Assert.Equal(KeywordSet.Create("kept"), message.Keywords);
        Assert.Equal("Subject: appended\r\n\r\nbody of appended\r\n", await again.ReadTextAsync(message.Key));
    }

    [Fact]
    public async Task Append_with_a_used_uid_gets_a_new_one()
    {
        await using var harness = await CreateAsync();
        await harness.DeliverAsync("first");
        await using var session = await harness.OpenAsync();
        if (harness.Verb<IAppendCapability>(session) is not { } append)
            return;
        var result = await append.AppendAsync(Samples.Subject("second"), new AppendOptions { Uid = session.Messages[0].Uid });
        Assert.True(result.Uid >= session.State.UidNext);
    }

    [Fact]
    public async Task Copy_carries_content_flags_and_date_and_leaves_the_original()
    {
        await using var harness = await CreateAsync();
        var key = await harness.DeliverAsync("copied");
        await using var session = await harness.OpenAsync();
        if (harness.Verb<ICopyCapability>(session) is not { } copy || harness.Verb<IFlagsCapability>(session) is not { } flags)
            return;
        await flags.SetAsync(key, new FlagChange(FlagChangeMode.Add, MessageFlags.Flagged, KeywordSet.Create("k")));
        var result = Assert.Single(await copy.CopyAsync([key], FolderName.Parse("Trash")));
        await using var trash = await harness.OpenAsync("Trash");
        var copied = Assert.Single(trash.Messages);
        Assert.Equal((result.Key, result.Uid, result.UidValidity), (copied.Key, copied.Uid, trash.State.UidValidity));
        Assert.Equal((MessageFlags.Flagged, KeywordSet.Create("k"), Samples.ReceivedAt), (copied.Flags, copied.Keywords, copied.InternalDate));
        Assert.Equal(await session.ReadTextAsync(key), await trash.ReadTextAsync(copied.Key));
        Assert.Equal(1, await harness.CountAsync());
    }

    [Fact]
    public async Task Copy_to_a_missing_folder_or_of_a_missing_message_copies_nothing()
    {
        await using var harness = await CreateAsync();
        var key = await harness.DeliverAsync("one");
        await using var session = await harness.OpenAsync();
        if (harness.Verb<ICopyCapability>(session) is not { } copy)
            return;
        Assert.Equal(StoreError.FolderNotFound, await HarnessExtensions.FailsAsync(async () => await copy.CopyAsync([key], FolderName.Parse("No"))));
        Assert.Equal(StoreError.MessageNotFound,
            await HarnessExtensions.FailsAsync(async () => await copy.CopyAsync([key, new MessageKey("unknown")], FolderName.Parse("Trash"))));
        Assert.Equal(0, await harness.CountAsync("Trash"));
    }

    [Fact]
    public async Task Move_leaves_the_message_in_the_destination_only()
    {
        await using var harness = await CreateAsync();
        var first = await harness.DeliverAsync("one");
        var second = await harness.DeliverAsync("two");
        await using var session = await harness.OpenAsync();
        if (harness.Verb<ICopyCapability>(session) is not { } copy)
            return;
        var results = await copy.MoveAsync([first, second], FolderName.Parse("Trash"));
        Assert.Equal(2, results.Count);
        Assert.Equal(0, await harness.CountAsync());
        await using var trash = await harness.OpenAsync("Trash");
        Assert.Equal(results.Select(result => result.Key).Order(KeyOrder), trash.Messages.Select(message => message.Key).Order(KeyOrder));
    }

    [Fact]
    public async Task Uid_expunge_removes_these_uids_whatever_is_marked()
    {
        await using var harness = await CreateAsync();
        var first = await harness.DeliverAsync("one");
        var second = await harness.DeliverAsync("two");
        await using var session = await harness.OpenAsync();
        if (harness.Verb<IUidExpungeCapability>(session) is not { } expunge)
            return;
        session.Delete(first);
        var uid = session.Messages.Single(message => message.Key == second).Uid;
        var result = await expunge.ExpungeAsync(new HashSet<uint> { uid, uid + 1000 });
        Assert.Equal([second], result.Expunged);
        Assert.Equal(1, await harness.CountAsync());
    }

    [Fact]
    public async Task Partial_read_gives_the_octets_at_an_offset()
    {
        await using var harness = await CreateAsync();
        var key = await harness.DeliverAsync("part");
        await using var session = await harness.OpenAsync();
        if (harness.Verb<IPartialReadCapability>(session) is not { } partial)
            return;
        var whole = await session.ReadOctetsAsync(key);
        for (var offset = 0; offset <= whole.Length + 2; offset++)
        {
            var buffer = new byte[7];
            var count = await partial.ReadAsync(key, offset, buffer);
            Assert.Equal(whole.Skip(offset).Take(7), buffer.Take(count));
        }
    }

    [Fact]
    public async Task Refresh_tells_what_came_changed_and_went()
    {
        await using var harness = await CreateAsync();
        var gone = await harness.DeliverAsync("gone");
        var changed = await harness.DeliverAsync("changed");
        await using var session = await harness.OpenAsync();
        if (harness.Verb<IRefreshCapability>(session) is not { } refresh)
            return;
        Assert.True((await refresh.RefreshAsync()).IsEmpty);
        await using (var other = await harness.OpenSecond().OpenAsync(Samples.Inbox, MailboxAccess.Shared))
        {
            other.Delete(gone);
            await other.ExpungeAsync();
            await harness.Verb<IFlagsCapability>(other)!.SetAsync(changed, new FlagChange(FlagChangeMode.Add, MessageFlags.Seen));
        }
        var added = await harness.DeliverAsync("added");
        var delta = await refresh.RefreshAsync();
        Assert.Equal([added], delta.Added.Select(message => message.Key));
        Assert.Equal([(changed, MessageFlags.Seen)], delta.Changed.Select(message => (message.Key, message.Flags)));
        Assert.Equal([gone], delta.Expunged.Select(message => message.Key));
        Assert.Equal([changed, added], session.Messages.Select(message => message.Key));
    }

    [Fact]
    public async Task Folders_are_created_listed_renamed_and_deleted_with_those_below()
    {
        await using var harness = await CreateAsync();
        if (harness.Verb<IFoldersCapability>() is not { } folders)
            return;
        MailboxPath At(string folder) => Samples.Inbox with { Folder = FolderName.Parse(folder) };
        await folders.CreateAsync(At("Work/2026/May"));
        await folders.CreateAsync(At("Old Mail"), SpecialUse.Archive);
        Assert.Equal(StoreError.FolderExists, await HarnessExtensions.FailsAsync(() => folders.CreateAsync(At("Work/2026"))));
        await harness.DeliverAsync(Samples.Subject("may"), Samples.To(Samples.Alice, new Placement(FolderName.Parse("Work/2026/May"))));
        uint uid;
        await using (var may = await harness.OpenAsync("Work/2026/May"))
            uid = may.Messages[0].Uid;
        await folders.RenameAsync(At("Work"), FolderName.Parse("Job"));
        var names = (await folders.ListAsync(Samples.Alice)).ToDictionary(folder => folder.Name.Value, folder => folder.SpecialUse);
        Assert.Equal("INBOX", (await folders.ListAsync(Samples.Alice))[0].Name.Value);
        Assert.Contains("Job/2026/May", names.Keys);
        Assert.DoesNotContain("Work", names.Keys);
        Assert.Equal(SpecialUse.Archive, names["Old Mail"]);
        Assert.Equal(SpecialUse.Junk, names["Junk"]);
        await using (var may = await harness.OpenAsync("Job/2026/May"))
            Assert.Equal(uid, Assert.Single(may.Messages).Uid);
        await folders.DeleteAsync(At("Job"));
        Assert.Equal(1, await harness.CountAsync("Job/2026/May"));
        Assert.Equal(StoreError.FolderNotFound, await HarnessExtensions.FailsAsync(() => folders.DeleteAsync(At("Nowhere"))));
        Assert.Equal(StoreError.FolderExists, await HarnessExtensions.FailsAsync(() => folders.RenameAsync(At("Old Mail"), FolderName.Parse("Junk"))));
        Assert.Equal(StoreError.InvalidFolderName, await HarnessExtensions.FailsAsync(() => folders.RenameAsync(At("Old Mail"), FolderName.Parse("Old Mail/x"))));
        Assert.Equal(StoreError.InvalidFolderName, await HarnessExtensions.FailsAsync(() => folders.CreateAsync(At("inbox"))));
        Assert.Equal(StoreError.InvalidFolderName, await HarnessExtensions.FailsAsync(() => folders.DeleteAsync(At("INBOX"))));
    }

    [Fact]
    public async Task Recreated_folder_has_another_uidvalidity_or_higher_uids()
    {
        await using var harness = await CreateAsync();
        if (harness.Verb<IFoldersCapability>() is not { } folders)
            return;
        var path = Samples.Inbox with { Folder = FolderName.Parse("Again") };
        var seen = new List<(uint, uint)>();
        for (var i = 0; i < 2; i++)
        {
            await folders.CreateAsync(path);
            await harness.DeliverAsync(Samples.Subject("x"), Samples.To(Samples.Alice, new Placement(path.Folder)));
            await using (var session = await harness.OpenAsync("Again"))
                seen.Add((session.State.UidValidity, session.Messages[0].Uid));
            await folders.DeleteAsync(path);
        }
        Assert.NotEqual(seen[0], seen[1]);
    }
}
