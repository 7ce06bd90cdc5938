using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Storage;
using Xunit;

namespace MsgStore.Conformance;

public abstract partial class MessageStoreConformance
{
    [Fact]
    public async Task Delivered_message_is_read_back_octet_for_octet()
    {
        await using var harness = await CreateAsync();
        const string text = "Subject: Grüße\r\n\r\n.dot\r\n..two\r\n\r\nno final line end";
        var report = await harness.DeliverAsync(Samples.Text(text), Samples.To(Samples.Alice));
        var outcome = Assert.Single(report.Outcomes);
        Assert.Equal(DeliveryStatus.Delivered, outcome.Status);
        Assert.Equal(2, outcome.Code.Class);
        await using var session = await harness.OpenAsync();
        var message = Assert.Single(session.Messages);
        Assert.Equal(outcome.Stored[0], new StoredPlacement(Samples.Inbox, message.Key));
        Assert.Equal(text, await session.ReadTextAsync(message.Key));
    }

    [Fact]
    public async Task Each_recipient_has_its_own_outcome_in_envelope_order()
    {
        await using var harness = await CreateAsync();
        var nobody = new Recipient(EmailAddress.Parse("nobody@example.com"));
        var report = await harness.DeliverAsync(Samples.Subject("one"), Samples.To(Samples.Bob), nobody, Samples.To(Samples.Alice));
        Assert.Equal([DeliveryStatus.Delivered, DeliveryStatus.Rejected, DeliveryStatus.Delivered], report.Outcomes.Select(o => o.Status));
        Assert.Equal(["bob@example.com", "nobody@example.com", "alice@example.com"], report.Outcomes.Select(o => o.Recipient.ToString()));
        Assert.Equal(new EnhancedStatusCode(5, 1, 1), report.Outcomes[1].Code);
        Assert.Equal(DeliveryStatus.Rejected, report.Worst.Status);
        Assert.Equal(1, await harness.CountAsync());
        Assert.Equal(1, (await harness.Backend.StatAsync(new MailboxPath(Samples.Bob))).Count);
    }

    [Fact]
    public async Task Same_message_is_stored_twice_when_it_is_delivered_twice()
    {
        await using var harness = await CreateAsync();
        var first = await harness.DeliverAsync("same");
        var second = await harness.DeliverAsync("same");
        Assert.NotEqual(first, second);
        Assert.Equal(2, await harness.CountAsync());
    }

    [Fact]
    public async Task Several_placements_are_all_stored_with_their_flags()
    {
        await using var harness = await CreateAsync();
        var report = await harness.DeliverAsync(Samples.Subject("filed"), Samples.To(Samples.Alice,
            Placement.Inbox,
            new Placement(FolderName.Parse("Work/Reports")) { Create = true, Flags = MessageFlags.Seen | MessageFlags.Flagged },
            new Placement(FolderName.Parse("Lists")) { Create = true, Keywords = KeywordSet.Create("$Important") }));
        Assert.Equal(["INBOX", "Work/Reports", "Lists"], report.Outcomes[0].Stored.Select(stored => stored.Path.Folder.Value));
        await using var reports = await harness.OpenAsync("Work/Reports");
        Assert.Equal(MessageFlags.Seen | MessageFlags.Flagged, Assert.Single(reports.Messages).Flags);
        await using var lists = await harness.OpenAsync("Lists");
        Assert.Equal(KeywordSet.Create("$Important"), Assert.Single(lists.Messages).Keywords);
        Assert.Equal(1, await harness.CountAsync());
    }

    [Fact]
    public async Task Missing_folder_without_create_falls_back_to_INBOX()
    {
        await using var harness = await CreateAsync();
        var report = await harness.DeliverAsync(Samples.Subject("sub"),
            Samples.To(Samples.Alice, new Placement(FolderName.Parse("NoSuchFolder"))));
        Assert.Equal(Samples.Inbox, report.Outcomes[0].Stored[0].Path);
        Assert.Equal(1, await harness.CountAsync());
    }

    [Fact]
    public async Task Folder_name_the_backend_may_not_hold_falls_back_to_INBOX_or_is_used()
    {
        await using var harness = await CreateAsync();
        var odd = FolderName.Parse("a.b&c~d é");
        var report = await harness.DeliverAsync(Samples.Subject("odd"), Samples.To(Samples.Alice, new Placement(odd)));
        Assert.Equal(FolderName.Inbox, report.Outcomes[0].Stored[0].Path.Folder);
    }

    [Fact]
    public async Task Existing_folder_takes_mail_for_a_subaddress()
    {
        await using var harness = await CreateAsync();
        await harness.DeliverAsync(Samples.Subject("make"), Samples.To(Samples.Alice, new Placement(FolderName.Parse("lists")) { Create = true }));
        var report = await harness.DeliverAsync(Samples.Subject("sub"), Samples.To(Samples.Alice, new Placement(FolderName.Parse("lists"))));
        Assert.Equal("lists", report.Outcomes[0].Stored[0].Path.Folder.Value);
        Assert.Equal(2, await harness.CountAsync("lists"));
        Assert.Equal(0, await harness.CountAsync());
    }

    [Fact]
    public async Task Special_use_placement_finds_the_folder_with_that_use()
    {
        await using var harness = await CreateAsync();
        await harness.DeliverAsync("first");
        var report = await harness.DeliverAsync(Samples.Subject("spam"),
            Samples.To(Samples.Alice, new Placement(FolderName.Parse("Elsewhere")) { SpecialUse = SpecialUse.Junk }));
        Assert.Equal("Junk", report.Outcomes[0].Stored[0].Path.Folder.Value);
    }

    [Fact]
    public async Task Special_use_placement_prefers_the_named_folder_where_several_have_the_use()
    {
        await using var harness = await CreateAsync();
        if (harness.Verb<IFoldersCapability>() is not { } folders)
            return;
        foreach (var name in new[] { "Attic", "Cellar", "Vault" })
            await folders.CreateAsync(Samples.Inbox with { Folder = FolderName.Parse(name) }, SpecialUse.Archive);
        var filed = new List<string>();
        foreach (var name in new[] { "Vault", "Cellar", "Attic", "Nowhere", "Junk", "Nowhere" })
        {
            var report = await harness.DeliverAsync(Samples.Subject(name), Samples.To(Samples.Alice, new Placement(FolderName.Parse(name)) { SpecialUse = SpecialUse.Archive }));
            filed.Add(report.Outcomes[0].Stored[0].Path.Folder.Value);
        }
        Assert.Equal(["Vault", "Cellar", "Attic", filed[3], filed[3], filed[3]], filed);
        Assert.Contains(filed[3], filed[..3]);
    }

    [Fact]
    public async Task Source_that_fails_at_any_octet_leaves_nothing()
    {
        await using var harness = await CreateAsync();
        const int length = 60;
        for (var octet = 0; octet < length; octet++)
        {
            var content = new GeneratedContent(length) { TripAt = octet, Trip = () => throw new IOException("The source is gone.") };
            await AssertNothingDeliveredAsync(harness, content, CancellationToken.None);
        }
        Assert.Equal(0, await harness.CountAsync());
        await harness.DeliverAsync("after");
        Assert.Equal(1, await harness.CountAsync());
    }

    [Fact]
    public async Task Source_that_ends_early_leaves_nothing()
    {
        await using var harness = await CreateAsync();
        await AssertNothingDeliveredAsync(harness, new TruncatedContent(100_000, 70_000), CancellationToken.None);
        Assert.Equal(0, await harness.CountAsync());
    }

    [Fact]
    public async Task Cancellation_before_the_commit_stores_nothing()
    {
        await using var harness = await CreateAsync();
        using var before = new CancellationTokenSource();
        await before.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await harness.Backend.DeliverAsync(Samples.Envelope(Samples.To(Samples.Alice)), Samples.Subject("never"), before.Token));
        using var during = new CancellationTokenSource();
        var content = new GeneratedContent(300_000) { TripAt = 150_000, Trip = during.Cancel };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await harness.Backend.DeliverAsync(Samples.Envelope(Samples.To(Samples.Alice)), content, during.Token));
        Assert.Equal(0, await harness.CountAsync());
    }

    [Fact]
    public async Task Cancellation_after_the_commit_changes_nothing()
    {
        await using var harness = await CreateAsync();
        using var source = new CancellationTokenSource();
        var report = await harness.Backend.DeliverAsync(Samples.Envelope(Samples.To(Samples.Alice)), Samples.Subject("kept"), source.Token);
        await source.CancelAsync();
        Assert.Equal(DeliveryStatus.Delivered, report.Outcomes[0].Status);
        Assert.Equal(1, await harness.CountAsync());
    }

    [Fact]
    public async Task Many_concurrent_deliveries_are_all_stored_once()
    {
        await using var harness = await CreateAsync();
        await using var open = await harness.OpenAsync();
        var keys = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => harness.DeliverAsync($"m{i}"))));
        Assert.Empty(open.Messages);
        Assert.Equal(100, keys.Distinct().Count());
        await using var session = await harness.OpenAsync();
        Assert.Equal(keys.Order(KeyOrder), session.Messages.Select(message => message.Key).Order(KeyOrder));
        Assert.Equal(100, session.Messages.Select(message => message.Uid).Distinct().Count());
    }

    [Fact]
    public async Task Deliveries_while_sessions_open_and_close_are_never_lost_and_uids_never_change()
    {
        await using var harness = await CreateAsync();
        var second = harness.OpenSecond();
        var uids = new Dictionary<MessageKey, uint>();
        var writing = Task.WhenAll(Enumerable.Range(0, 4).Select(w => Task.Run(async () =>
        {
            for (var i = 0; i < 15; i++)
                await harness.DeliverAsync($"w{w} m{i}");
        })));
        do
        {
            foreach (var backend in new[] { harness.Backend, second })
            {
                await using var session = await backend.OpenAsync(Samples.Inbox, MailboxAccess.Shared);
                foreach (var message in session.Messages)
                    if (!uids.TryAdd(message.Key, message.Uid))
                        Assert.Equal(uids[message.Key], message.Uid);
            }
        }
        while (!writing.IsCompleted);
        await writing;
        Assert.Equal(60, await harness.CountAsync());
    }

    private static IComparer<MessageKey> KeyOrder { get; } =
        Comparer<MessageKey>.Create((left, right) => string.CompareOrdinal(left.Value, right.Value));

    private static async Task AssertNothingDeliveredAsync(IStoreHarness harness, MessageContent content, CancellationToken cancellationToken)
    {
        try
        {
            var report = await harness.Backend.DeliverAsync(Samples.Envelope(Samples.To(Samples.Alice)), content, cancellationToken);
            Assert.All(report.Outcomes, outcome => Assert.Equal(DeliveryStatus.Deferred, outcome.Status));
        }
        catch (Exception exception) when (exception is IOException or MsgStoreException { IsTransient: true })
        {
            // No recipient was tried, which is as good.
        }
    }
}
