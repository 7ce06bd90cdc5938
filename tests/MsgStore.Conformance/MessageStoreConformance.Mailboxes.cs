using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Storage;
using Xunit;

namespace MsgStore.Conformance;

public abstract partial class MessageStoreConformance
{
    [Fact]
    public async Task Mailboxes_are_created_renamed_and_deleted()
    {
        await using var harness = await CreateAsync();
        if (harness.Verb<IMailboxesCapability>() is not { } mailboxes)
            return;
        await mailboxes.CreateAsync(Samples.Bob);
        await mailboxes.CreateAsync(Samples.Bob);
        var key = await harness.DeliverAsync("mine");
        Assert.Equal(StoreError.FolderExists, await HarnessExtensions.FailsAsync(() => mailboxes.RenameAsync(Samples.Alice, Samples.Bob)));
        var carol = MailboxName.Parse("carol@example.net");
        await mailboxes.RenameAsync(Samples.Alice, carol);
        Assert.False(await mailboxes.ExistsAsync(Samples.Alice));
        Assert.Equal(key, Assert.Single(await harness.Backend.ListAsync(new MailboxPath(carol))).Key);
        await mailboxes.DeleteAsync(carol);
        Assert.False(await mailboxes.ExistsAsync(carol));
        Assert.Equal(default, await harness.Backend.StatAsync(new MailboxPath(carol)));
        Assert.Equal(StoreError.MailboxNotFound, await HarnessExtensions.FailsAsync(() => mailboxes.DeleteAsync(carol)));
        Assert.Equal(StoreError.MailboxNotFound, await HarnessExtensions.FailsAsync(() => mailboxes.RenameAsync(carol, Samples.Alice)));
    }

    [Fact]
    public async Task Verbs_for_a_mailbox_that_is_not_there_find_nothing_and_make_none()
    {
        await using var harness = await CreateAsync();
        if (harness.Verb<IMailboxesCapability>() is not { } mailboxes)
            return;
        var carol = MailboxName.Parse("carol@example.net");
        var inbox = new MailboxPath(carol);
        var key = new MessageKey("nothing");
        Assert.Empty(await harness.Backend.ListAsync(inbox));
        Assert.Null(await harness.Backend.TryRetrieveAsync(inbox, key));
        Assert.False(await harness.Backend.TryDeleteAsync(inbox, key));
        Assert.Equal(StoreError.MessageNotFound, await HarnessExtensions.FailsAsync(async () => await harness.Backend.RetrieveAsync(inbox, key)));
        Assert.Equal(StoreError.MessageNotFound, await HarnessExtensions.FailsAsync(() => harness.Backend.DeleteAsync(inbox, key)));
        Assert.False(await mailboxes.ExistsAsync(carol));
    }

    [Fact]
    public async Task Mailbox_held_exclusively_is_not_deleted()
    {
        await using var harness = await CreateAsync();
        if (harness.Verb<IMailboxesCapability>() is not { } mailboxes)
            return;
        await using (await harness.OpenAsync(access: MailboxAccess.Exclusive))
            Assert.Equal(StoreError.MailboxInUse, await HarnessExtensions.FailsAsync(() => mailboxes.DeleteAsync(Samples.Alice)));
        await mailboxes.DeleteAsync(Samples.Alice);
    }

    [Fact]
    public async Task Quota_counts_mail_and_refuses_what_does_not_fit()
    {
        await using var harness = await CreateAsync();
        if (harness.Verb<IQuotaCapability>() is not { } quota)
            return;
        Assert.Equal(new Quota(0, 0, null, null), await quota.GetAsync(Samples.Alice));
        await harness.DeliverAsync("one");
        var used = await quota.GetAsync(Samples.Alice);
        Assert.Equal(1, used.UsedMessages);
        Assert.True(await quota.AdmitsAsync(Samples.Alice, long.MaxValue / 4));
        await quota.SetLimitsAsync(Samples.Alice, used.UsedOctets + 10, null);
        Assert.True(await quota.AdmitsAsync(Samples.Alice, 10));
        Assert.False(await quota.AdmitsAsync(Samples.Alice, 11));
        Assert.True(await quota.AdmitsAsync(Samples.Bob, 11));
        var report = await harness.DeliverAsync(Samples.Subject("much too long to fit"), Samples.To(Samples.Alice), Samples.To(Samples.Bob));
        Assert.Equal((DeliveryStatus.Rejected, new EnhancedStatusCode(5, 2, 2)), (report.Outcomes[0].Status, report.Outcomes[0].Code));
        Assert.Equal(DeliveryStatus.Delivered, report.Outcomes[1].Status);
        await quota.SetLimitsAsync(Samples.Alice, null, 1);
        await using (var session = await harness.OpenAsync())
        {
            if (harness.Verb<IAppendCapability>(session) is { } append)
                Assert.Equal(StoreError.OverQuota,
                    await HarnessExtensions.FailsAsync(async () => await append.AppendAsync(Samples.Subject("x"), new AppendOptions())));
            if (harness.Verb<ICopyCapability>(session) is { } copy)
                Assert.Equal(StoreError.OverQuota,
                    await HarnessExtensions.FailsAsync(async () => await copy.CopyAsync([session.Messages[0].Key], FolderName.Parse("Trash"))));
            session.Delete(session.Messages[0].Key);
            await session.ExpungeAsync();
        }
        Assert.Equal(new Quota(0, 0, null, 1), await quota.GetAsync(Samples.Alice));
        await harness.DeliverAsync("fits again");
    }

    [Fact]
    public async Task Metadata_is_set_read_and_removed()
    {
        await using var harness = await CreateAsync();
        if (harness.Verb<IMetadataCapability>() is not { } metadata)
            return;
        await harness.DeliverAsync("one");
        await metadata.SetAsync(Samples.Alice, null, "/private/comment", "mine");
        await metadata.SetAsync(Samples.Alice, FolderName.Inbox, "/shared/Comment", "inbox");
        Assert.Equal("mine", (await metadata.GetAsync(Samples.Alice, null))["/PRIVATE/comment"]);
        Assert.Equal("inbox", Assert.Single(await metadata.GetAsync(Samples.Alice, FolderName.Inbox)).Value);
        await metadata.SetAsync(Samples.Alice, null, "/private/comment", null);
        Assert.DoesNotContain("/private/comment", await metadata.GetAsync(Samples.Alice, null));
        await Assert.ThrowsAsync<ArgumentException>(() => metadata.SetAsync(Samples.Alice, null, "comment", "x").AsTask());
        Assert.Equal(StoreError.FolderNotFound,
            await HarnessExtensions.FailsAsync(async () => await metadata.GetAsync(Samples.Alice, FolderName.Parse("Nowhere"))));
    }

    [Fact]
    public async Task Metadata_has_limits_goes_with_its_folder_and_holds_any_text()
    {
        await using var harness = await CreateAsync();
        if (harness.Verb<IMetadataCapability>() is not { } metadata || harness.Verb<IFoldersCapability>() is not { } folders)
            return;
        var (one, other) = (FolderName.Parse("One"), FolderName.Parse("Other"));
        await folders.CreateAsync(new MailboxPath(Samples.Alice, one));
        await metadata.SetAsync(Samples.Alice, one, "/shared/comment", "zwei\r\nZeilen \"\\ \u2028 \U0001F600");
        await folders.RenameAsync(new MailboxPath(Samples.Alice, one), other);
        Assert.Equal("zwei\r\nZeilen \"\\ \u2028 \U0001F600", (await metadata.GetAsync(Samples.Alice, other))["/shared/comment"]);
        await metadata.SetAsync(Samples.Alice, other, "/SHARED/Comment", "");
        Assert.Equal("", Assert.Single(await metadata.GetAsync(Samples.Alice, other)).Value);
        await folders.DeleteAsync(new MailboxPath(Samples.Alice, other));
        await folders.CreateAsync(new MailboxPath(Samples.Alice, other));
        Assert.Empty(await metadata.GetAsync(Samples.Alice, other));
        Assert.Equal(StoreError.OverQuota, await HarnessExtensions.FailsAsync(async () =>
            await metadata.SetAsync(Samples.Alice, other, "/shared/comment", new string('x', MetadataEntry.MaxValueLength + 1))));
        foreach (var name in (string[])["/shared/a*", "/shared//a", "/shared/", "/other/a"])
            await Assert.ThrowsAsync<ArgumentException>(() => metadata.SetAsync(Samples.Alice, other, name, "x").AsTask());
        // A mailbox nobody made yet has an INBOX without annotations.
        Assert.Empty(await metadata.GetAsync(Samples.Bob, null));
        Assert.Empty(await metadata.GetAsync(Samples.Bob, FolderName.Inbox));
    }

    [Fact]
    public async Task Watch_tells_of_a_delivery()
    {
        await using var harness = await CreateAsync();
        if (harness.Verb<IChangeFeedCapability>() is not { } feed)
            return;
        await harness.DeliverAsync("before");
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var changes = feed.WatchAsync(Samples.Alice, timeout.Token).GetAsyncEnumerator(timeout.Token);
        var next = changes.MoveNextAsync();
        await harness.DeliverAsync("after");
        Assert.True(await next);
        Assert.Equal((MailboxChangeKind.MessageAdded, Samples.Inbox), (changes.Current.Kind, changes.Current.Path));
    }

    [Fact]
    public async Task Probe_succeeds_on_a_store_that_works()
    {
        await using var harness = await CreateAsync();
        if (harness.Verb<IProbeCapability>() is { } probe)
            await probe.ProbeAsync();
    }
}
