using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Storage;
using Xunit;

namespace MsgStore.Conformance;

public abstract partial class MessageStoreConformance
{
    [Fact]
    public async Task New_mailbox_opens_empty_and_stat_creates_nothing()
    {
        await using var harness = await CreateAsync();
        Assert.Equal(default, await harness.Backend.StatAsync(Samples.Inbox));
        if (harness.Verb<IMailboxesCapability>() is { } mailboxes)
            Assert.False(await mailboxes.ExistsAsync(Samples.Alice));
        await using var session = await harness.OpenAsync();
        Assert.Empty(session.Messages);
        Assert.Equal(Samples.Inbox, session.Path);
        Assert.NotEqual(0u, session.State.UidValidity);
    }

    [Fact]
    public async Task Missing_folder_does_not_open()
    {
        await using var harness = await CreateAsync();
        Assert.Equal(StoreError.FolderNotFound, await HarnessExtensions.FailsAsync(async () => await harness.OpenAsync("Nowhere")));
        await harness.DeliverAsync("one");
        Assert.Equal(StoreError.FolderNotFound, await HarnessExtensions.FailsAsync(async () => await harness.OpenAsync("Nowhere")));
        Assert.Equal(default, await harness.Backend.StatAsync(Samples.Inbox with { Folder = FolderName.Parse("Nowhere") }));
    }

    [Fact]
    public async Task Snapshot_does_not_change_while_mail_comes_in()
    {
        await using var harness = await CreateAsync();
        await harness.DeliverAsync("one");
        await using var session = await harness.OpenAsync();
        await harness.DeliverAsync("two");
        Assert.Single(session.Messages);
        Assert.Equal(2, await harness.CountAsync());
    }

    [Fact]
    public async Task Messages_are_in_ascending_uid_order_and_keep_their_uids()
    {
        await using var harness = await CreateAsync();
        for (var i = 0; i < 5; i++)
            await harness.DeliverAsync($"m{i}");
        IReadOnlyList<MessageInfo> first;
        MailboxState state;
        await using (var session = await harness.OpenAsync())
            (first, state) = (session.Messages, session.State);
        Assert.Equal(first.Select(message => message.Uid).Order(), first.Select(message => message.Uid));
        Assert.All(first, message => Assert.InRange(message.Uid, 1u, state.UidNext - 1));
        await harness.DeliverAsync("later");
        await using var again = await harness.OpenSecond().OpenAsync(Samples.Inbox, MailboxAccess.Shared);
        Assert.Equal(state.UidValidity, again.State.UidValidity);
        Assert.Equal(first.Select(message => (message.Key, message.Uid)), again.Messages.Take(5).Select(message => (message.Key, message.Uid)));
        Assert.True(again.Messages[5].Uid >= state.UidNext);
    }

    [Fact]
    public async Task Uids_are_not_used_again_after_an_expunge()
    {
        await using var harness = await CreateAsync();
        await harness.DeliverAsync("one");
        await harness.DeliverAsync("two");
        uint last;
        await using (var session = await harness.OpenAsync())
        {
            last = session.Messages[^1].Uid;
            session.Delete(session.Messages[^1].Key);
            await session.ExpungeAsync();
        }
        await harness.DeliverAsync("three");
        await using var again = await harness.OpenAsync();
        Assert.Equal(2, again.Messages.Count);
        Assert.True(again.Messages[^1].Uid > last);
    }

    [Fact]
    public async Task Internal_date_is_when_the_message_was_received()
    {
        await using var harness = await CreateAsync();
        await harness.DeliverAsync("dated");
        await using var session = await harness.OpenAsync();
        Assert.Equal(Samples.ReceivedAt, session.Messages[0].InternalDate);
    }

    [Fact]
    public async Task Dropped_session_keeps_messages_marked_for_deletion()
    {
        await using var harness = await CreateAsync();
        await harness.DeliverAsync("one");
        await using (var dropped = await harness.OpenAsync(access: MailboxAccess.Exclusive))
            dropped.Delete(dropped.Messages[0].Key);
        await using var next = await harness.OpenAsync(access: MailboxAccess.Exclusive);
        Assert.Single(next.Messages);
    }

    [Fact]
    public async Task Expunge_removes_marked_messages_only()
    {
        await using var harness = await CreateAsync();
        var first = await harness.DeliverAsync("one");
        var second = await harness.DeliverAsync("two");
        await using (var session = await harness.OpenAsync())
        {
            session.Delete(first);
            var result = await session.ExpungeAsync();
            Assert.Equal([first], result.Expunged);
            Assert.Empty(result.Failed);
            Assert.Empty((await session.ExpungeAsync()).Expunged);
        }
        await using var next = await harness.OpenSecond().OpenAsync(Samples.Inbox, MailboxAccess.Shared);
        Assert.Equal(second, Assert.Single(next.Messages).Key);
    }

    [Fact]
    public async Task Undelete_takes_all_marks_back()
    {
        await using var harness = await CreateAsync();
        await harness.DeliverAsync("one");
        await using (var session = await harness.OpenAsync())
        {
            session.Delete(session.Messages[0].Key);
            session.Undelete();
            Assert.Empty((await session.ExpungeAsync()).Expunged);
        }
        Assert.Equal(1, await harness.CountAsync());
    }

    [Fact]
    public async Task Unknown_key_is_not_found()
    {
        await using var harness = await CreateAsync();
        await harness.DeliverAsync("one");
        await using var session = await harness.OpenAsync();
        var unknown = new MessageKey("1700000000.nothing.here");
        Assert.Equal(StoreError.MessageNotFound, await HarnessExtensions.FailsAsync(async () => await session.RetrieveAsync(unknown)));
        Assert.Equal(StoreError.MessageNotFound, Assert.Throws<MsgStoreException>(() => session.Delete(unknown)).Error);
    }

    [Theory]
    [InlineData("../../../../etc/passwd")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("*")]
    public async Task Hostile_key_is_not_found(string key)
    {
        await using var harness = await CreateAsync();
        await using var session = await harness.OpenAsync();
        Assert.Equal(StoreError.MessageNotFound, await HarnessExtensions.FailsAsync(async () => await session.RetrieveAsync(new MessageKey(key))));
    }

    [Fact]
    public async Task Message_removed_by_another_session_is_expunged_for_this_one()
    {
        await using var harness = await CreateAsync();
        var key = await harness.DeliverAsync("one");
        await using var watching = await harness.OpenAsync();
        await using (var removing = await harness.OpenSecond().OpenAsync(Samples.Inbox, MailboxAccess.Shared))
        {
            removing.Delete(key);
            await removing.ExpungeAsync();
        }
        Assert.Single(watching.Messages);
        Assert.Equal(StoreError.MessageExpunged, await HarnessExtensions.FailsAsync(async () => await watching.RetrieveAsync(key)));
        watching.Delete(key);
        var result = await watching.ExpungeAsync();
        Assert.Equal([key], result.Expunged);
    }

    [Fact]
    public async Task Open_stream_stays_readable_when_its_message_is_removed()
    {
        await using var harness = await CreateAsync();
        var key = await harness.DeliverAsync("one");
        await using var session = await harness.OpenAsync();
        await using var stream = await session.RetrieveAsync(key);
        session.Delete(key);
        await session.ExpungeAsync();
        using var reader = new StreamReader(stream);
        Assert.Equal("Subject: one\r\n\r\nbody of one\r\n", await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task Retrieved_stream_is_seekable()
    {
        await using var harness = await CreateAsync();
        var key = await harness.DeliverAsync("one");
        await using var session = await harness.OpenAsync();
        await using var stream = await session.RetrieveAsync(key);
        Assert.True(stream.CanSeek);
        Assert.Equal(session.Messages[0].WireSize, stream.Length);
        stream.Position = 9;
        using var reader = new StreamReader(stream);
        Assert.Equal("one\r\n\r\nbody of one\r\n", await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task Exclusive_session_excludes_exclusive_sessions_only()
    {
        await using var harness = await CreateAsync();
        await harness.DeliverAsync("one");
        var second = harness.OpenSecond();
        var holder = await harness.OpenAsync(access: MailboxAccess.Exclusive);
        Assert.Equal(StoreError.MailboxInUse,
            await HarnessExtensions.FailsAsync(async () => await second.OpenAsync(Samples.Inbox, MailboxAccess.Exclusive)));
        Assert.Equal(StoreError.MailboxInUse,
            await HarnessExtensions.FailsAsync(async () => await harness.OpenAsync(access: MailboxAccess.Exclusive)));
        await using (var shared = await second.OpenAsync(Samples.Inbox, MailboxAccess.Shared))
            Assert.Single(shared.Messages);
        await harness.DeliverAsync("two");
        await using (await harness.Backend.OpenAsync(new MailboxPath(Samples.Bob), MailboxAccess.Exclusive))
            await holder.DisposeAsync();
        await using var next = await second.OpenAsync(Samples.Inbox, MailboxAccess.Exclusive);
        Assert.Equal(2, next.Messages.Count);
    }

    [Fact]
    public async Task Failed_exclusive_open_does_not_release_the_holder()
    {
        await using var harness = await CreateAsync();
        await using var holder = await harness.OpenAsync(access: MailboxAccess.Exclusive);
        for (var i = 0; i < 3; i++)
            Assert.Equal(StoreError.MailboxInUse,
                await HarnessExtensions.FailsAsync(async () => await harness.OpenAsync(access: MailboxAccess.Exclusive)));
    }
}
