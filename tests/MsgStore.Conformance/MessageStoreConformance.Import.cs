using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Storage;
using Xunit;

namespace MsgStore.Conformance;

/// <summary>Taking over a folder of another store.</summary>
public abstract partial class MessageStoreConformance
{
    private static readonly MailboxState Elsewhere = new(123456, 50, 7);

    [Fact]
    public async Task Import_keeps_keys_uids_flags_keywords_and_dates()
    {
        await using var harness = await CreateAsync();
        await using (var session = await harness.OpenAsync())
        {
            if (harness.Verb<IImportCapability>(session) is not { } import)
                return;
            Assert.Equal(Elsewhere.UidValidity, (await import.AdoptAsync(Elsewhere with { UidNext = 1 })).UidValidity);
            var results = await import.ImportAsync([Imported("a", 3), Imported("b", 17), Imported("c", 18)]);
            Assert.Equal([new("key-a", 3u), new("key-b", 17u), new("key-c", 18u)], results.Select(result => (result.Key.Value, result.Uid)));
            Assert.All(results, result => Assert.Equal(Elsewhere.UidValidity, result.UidValidity));
            Assert.Equal(Elsewhere.UidNext, (await import.AdoptAsync(Elsewhere)).UidNext);
            Assert.Equal((Elsewhere.UidValidity, Elsewhere.UidNext), (session.State.UidValidity, session.State.UidNext));
        }
        await using var again = await harness.OpenSecond().OpenAsync(Samples.Inbox, MailboxAccess.Shared);
        Assert.Equal((Elsewhere.UidValidity, Elsewhere.UidNext), (again.State.UidValidity, again.State.UidNext));
        Assert.True(again.State.HighestModSeq >= Elsewhere.HighestModSeq);
        Assert.Equal([3u, 17u, 18u], again.Messages.Select(message => message.Uid));
        Assert.Equal(["key-a", "key-b", "key-c"], again.Messages.Select(message => message.Key.Value));
        Assert.All(again.Messages, message => Assert.Equal(
            (MessageFlags.Seen | MessageFlags.Flagged, KeywordSet.Create("kept"), Samples.ReceivedAt), (message.Flags, message.Keywords, message.InternalDate)));
        Assert.Equal("Subject: b\r\n\r\nbody of b\r\n", await again.ReadTextAsync(again.Messages[1].Key));
    }

    [Fact]
    public async Task Import_passes_over_keys_that_are_there()
    {
        await using var harness = await CreateAsync();
        await using var session = await harness.OpenAsync();
        if (harness.Verb<IImportCapability>(session) is not { } import)
            return;
        var first = await import.ImportAsync([Imported("a", 3), Imported("b", 17)]);
        var second = await import.ImportAsync([Imported("a", 3), Imported("b", 17), Imported("c", 18)]);
        Assert.Equal(first, second.Take(2));
        Assert.Equal(18u, second[2].Uid);
        Assert.Equal(3, await harness.CountAsync());
    }

    [Fact]
    public async Task Import_stores_all_messages_or_none()
    {
        await using var harness = await CreateAsync();
        await using var session = await harness.OpenAsync();
        if (harness.Verb<IImportCapability>(session) is not { } import)
            return;
        var torn = Imported("torn", 5) with { Content = new TruncatedContent(1000, 10) };
        await Assert.ThrowsAnyAsync<Exception>(async () => await import.ImportAsync([Imported("a", 3), torn]));
        Assert.Equal(0, await harness.CountAsync());
        Assert.Equal([3u, 5u], (await import.ImportAsync([Imported("a", 3), Imported("torn", 5)])).Select(result => result.Uid));
    }

    [Fact]
    public async Task Import_without_key_or_with_a_used_uid_gets_new_ones()
    {
        await using var harness = await CreateAsync();
        var key = await harness.DeliverAsync("delivered");
        await using var session = await harness.OpenAsync();
        if (harness.Verb<IImportCapability>(session) is not { } import)
            return;
        var used = session.Messages[0].Uid;
        var results = await import.ImportAsync([Imported("a", used) with { Key = null }, Imported("b", used) with { Key = null }]);
        Assert.Equal(2, results.Select(result => result.Key).Except([key]).Distinct().Count());
        Assert.Equal([session.State.UidNext, session.State.UidNext + 1], results.Select(result => result.Uid));
    }

    [Fact]
    public async Task Adopting_leaves_the_uidvalidity_of_a_folder_with_mail()
    {
        await using var harness = await CreateAsync();
        await harness.DeliverAsync("delivered");
        await using var session = await harness.OpenAsync();
        if (harness.Verb<IImportCapability>(session) is not { } import)
            return;
        var before = session.State;
        var after = await import.AdoptAsync(before with { UidValidity = before.UidValidity - 1, UidNext = 1000 });
        Assert.Equal((before.UidValidity, 1000u), (after.UidValidity, after.UidNext));
        Assert.Equal(1000u, Assert.Single(await import.ImportAsync([Imported("a", 5)])).Uid);
    }

    [Fact]
    public async Task Import_over_quota_stores_nothing()
    {
        await using var harness = await CreateAsync();
        await harness.DeliverAsync("delivered");
        await using var session = await harness.OpenAsync();
        if (harness.Verb<IImportCapability>(session) is not { } import || harness.Verb<IQuotaCapability>() is not { } quota)
            return;
        await quota.SetLimitsAsync(Samples.Alice, null, 2);
        Assert.Equal(StoreError.OverQuota, await HarnessExtensions.FailsAsync(async () => await import.ImportAsync([Imported("a", 3), Imported("b", 4)])));
        Assert.Equal(1, await harness.CountAsync());
    }

    private static ImportedMessage Imported(string name, uint uid) => new(Samples.Subject(name), new AppendOptions
    {
        Flags = MessageFlags.Seen | MessageFlags.Flagged,
        Keywords = KeywordSet.Create("kept"),
        InternalDate = Samples.ReceivedAt,
        Uid = uid,
    }, new MessageKey($"key-{name}"));
}
