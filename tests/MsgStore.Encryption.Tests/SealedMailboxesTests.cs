using Microsoft.Extensions.DependencyInjection;
using MsgStore.Conformance;
using MsgStore.Delivery;
using MsgStore.Encryption.Tests.Support;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Storage;

namespace MsgStore.Encryption.Tests;

public sealed class SealedMailboxesTests
{
    [Theory]
    [InlineData("memory")]
    [InlineData("maildir")]
    public async Task A_key_that_is_lost_puts_mail_off_and_the_next_key_lets_it_in(string kind)
    {
        await using var store = new SealedStore(kind, Samples.Alice);
        Assert.Equal(DeliveryStatus.Delivered, await DeliverAsync(store, "sealed"));
        Assert.Equal("yes", (await MetadataAsync(store))[SealedMailboxes.Entry]);
        var ring = store.Provider.Rings[Samples.Alice];
        store.Provider.Rings.Remove(Samples.Alice);
        var report = await store.Pipeline.DeliverAsync(Samples.Envelope(Samples.To(Samples.Alice), Samples.To(Samples.Bob)), Samples.Subject("plain"));
        Assert.Equal((DeliveryStatus.Deferred, "4.7.5"), (report.Outcomes[0].Status, report.Outcomes[0].Code.ToString()));
        Assert.Equal(DeliveryStatus.Delivered, report.Outcomes[1].Status);
        Assert.Equal(1, (await store.Raw.StatAsync(Samples.Inbox)).Count);
        Assert.Contains(store.Logs.Lines, line => line.Event == 5005 && line.Text.Contains("alice@example.com", StringComparison.Ordinal));
        store.Provider.Rings[Samples.Alice] = ring;
        Assert.Equal(DeliveryStatus.Delivered, await DeliverAsync(store, "sealed again"));
    }

    [Fact]
    public async Task Mail_that_went_does_not_make_it_forgotten()
    {
        await using var store = new SealedStore("maildir", Samples.Alice);
        await DeliverAsync(store, "sealed");
        await using (var session = await store.Raw.OpenAsync(Samples.Inbox, MailboxAccess.Exclusive))
        {
            session.Delete(session.Messages[0].Key);
            await session.ExpungeAsync();
        }
        store.Provider.Rings.Remove(Samples.Alice);
        Assert.Equal(DeliveryStatus.Deferred, await DeliverAsync(store, "plain"));
    }

    [Fact]
    public async Task What_another_process_remembers_counts_after_a_moment_and_what_it_lets_in_at_once()
    {
        await using var store = new SealedStore("memory", Samples.Alice);
        var clock = new Clock();
        var here = new SealedMailboxes(store.Raw, time: clock);
        var elsewhere = new SealedMailboxes(store.Raw);
        await here.RequirePlaintextAsync(Samples.Alice);
        await elsewhere.AddAsync(Samples.Alice);
        await here.RequirePlaintextAsync(Samples.Alice);
        clock.Ticks += TimeSpan.FromSeconds(2).Ticks;
        Assert.Equal(StoreError.KeyUnavailable, (await Assert.ThrowsAsync<MsgStoreException>(async () => await here.RequirePlaintextAsync(Samples.Alice))).Error);
        await elsewhere.AllowPlaintextAsync(Samples.Alice);
        await here.RequirePlaintextAsync(Samples.Alice);
        await here.AddAsync(Samples.Alice);
        await Assert.ThrowsAsync<MsgStoreException>(async () => await here.RequirePlaintextAsync(Samples.Alice));
    }

    private sealed class Clock : TimeProvider
    {
        public long Ticks { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Ticks;
    }

    [Fact]
    public async Task An_operator_lets_plaintext_in_by_option_with_a_warning_or_for_one_mailbox_for_good()
    {
        await using (var store = new SealedStore("memory", encryption => encryption.AllowPlaintextWhereSealed = true, Samples.Alice))
        {
            await DeliverAsync(store, "sealed");
            store.Provider.Rings.Remove(Samples.Alice);
            for (var i = 1; i < 3; i++)
            {
                Assert.Equal(DeliveryStatus.Delivered, await DeliverAsync(store, "plain"));
                Assert.Equal(i, store.Logs.Lines.Count(line => line.Event == 5006));
            }
        }
        await using (var store = new SealedStore("memory", Samples.Alice))
        {
            await DeliverAsync(store, "sealed");
            var ring = store.Provider.Rings[Samples.Alice];
            store.Provider.Rings.Remove(Samples.Alice);
            await store.Services.GetRequiredService<SealedMailboxes>().AllowPlaintextAsync(Samples.Alice);
            Assert.Equal(DeliveryStatus.Delivered, await DeliverAsync(store, "plain"));
            // Until it is sealed for again.
            store.Provider.Rings[Samples.Alice] = ring;
            await DeliverAsync(store, "sealed");
            store.Provider.Rings.Remove(Samples.Alice);
            Assert.Equal(DeliveryStatus.Deferred, await DeliverAsync(store, "plain"));
        }
    }

    [Fact]
    public async Task Mail_that_was_sealed_before_anybody_remembered_counts()
    {
        await using var store = new SealedStore("maildir", Samples.Alice);
        await DeliverAsync(store, "sealed");
        await store.Raw.GetCapability<IMetadataCapability>()!.SetAsync(Samples.Alice, null, SealedMailboxes.Entry, null);
        store.Provider.Rings.Remove(Samples.Alice);
        Assert.Equal(DeliveryStatus.Deferred, await DeliverAsync(store, "plain"));
        Assert.Equal("yes", (await MetadataAsync(store))[SealedMailboxes.Entry]);
    }

    [Fact]
    public async Task What_a_user_appends_is_refused_alike_and_what_is_there_may_be_copied()
    {
        await using var store = new SealedStore("memory", Samples.Alice);
        await DeliverAsync(store, "sealed");
        store.Provider.Rings.Remove(Samples.Alice);
        await using var session = await store.For(Samples.Alice, withKeys: false).OpenAsync(Samples.Inbox, MailboxAccess.Shared);
        Assert.Equal(StoreError.KeyUnavailable, (await Assert.ThrowsAsync<MsgStoreException>(
            () => session.GetCapability<IAppendCapability>()!.AppendAsync(Samples.Subject("plain"), new AppendOptions()).AsTask())).Error);
        Assert.Single(await session.GetCapability<ICopyCapability>()!.CopyAsync([session.Messages[0].Key], FolderName.Inbox));
    }

    [Fact]
    public async Task Old_plaintext_that_is_sealed_as_it_is_copied_is_remembered_too()
    {
        await using var store = new SealedStore("memory", Samples.Alice);
        var ring = store.Provider.Rings[Samples.Alice];
        store.Provider.Rings.Remove(Samples.Alice);
        await DeliverAsync(store, "plain");
        Assert.DoesNotContain(SealedMailboxes.Entry, await MetadataAsync(store));
        store.Provider.Rings[Samples.Alice] = ring;
        await using var session = await store.For(Samples.Alice).OpenAsync(Samples.Inbox, MailboxAccess.Shared);
        await session.GetCapability<ICopyCapability>()!.CopyAsync([session.Messages[0].Key], FolderName.Inbox);
        Assert.Equal("yes", (await MetadataAsync(store))[SealedMailboxes.Entry]);
    }

    [Fact]
    public async Task At_start_a_host_names_the_mailboxes_that_lost_their_keys()
    {
        await using var store = new SealedStore("maildir", Samples.Alice, Samples.Bob);
        foreach (var mailbox in (MailboxName[])[Samples.Alice, Samples.Bob])
            await store.Pipeline.DeliverAsync(Samples.Envelope(Samples.To(mailbox)), Samples.Subject("sealed"));
        store.Provider.Rings.Remove(Samples.Alice);
        var check = store.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<SealedMailboxCheck>().Single();
        await check.StartAsync(CancellationToken.None);
        await check.ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(30)); // Started above.
        var line = Assert.Single(store.Logs.Lines, line => line.Event == 5007).Text;
        Assert.Contains("alice@example.com", line, StringComparison.Ordinal);
        Assert.DoesNotContain("bob@example.com", line, StringComparison.Ordinal);
    }

    private static async Task<DeliveryStatus> DeliverAsync(SealedStore store, string subject) =>
        (await store.Pipeline.DeliverAsync(Samples.Envelope(Samples.To(Samples.Alice)), Samples.Subject(subject))).Outcomes[0].Status;

    private static ValueTask<IReadOnlyDictionary<string, string>> MetadataAsync(SealedStore store) =>
        store.Raw.GetCapability<IMetadataCapability>()!.GetAsync(Samples.Alice, null);
}
