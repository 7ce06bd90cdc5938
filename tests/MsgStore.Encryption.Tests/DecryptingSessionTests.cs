using System.Text;
using MsgStore.Conformance;
using MsgStore.Delivery;
using MsgStore.Encryption.Boxes;
using MsgStore.Encryption.Keys;
using MsgStore.Encryption.Tests.Support;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Storage;

namespace MsgStore.Encryption.Tests;

public sealed class DecryptingSessionTests
{
    [Theory]
    [InlineData("memory")]
    [InlineData("maildir")]
    public async Task Plaintext_from_before_the_key_is_read_beside_sealed_mail(string kind)
    {
        await using var store = new SealedStore(kind);
        await store.DeliverAsync("old");
        store.Provider.Rings[Samples.Alice] = store.Own(KeyRing.Of(Octets.Random(32)));
        await store.DeliverAsync("new");
        await using var session = await store.OpenAsync();
        Assert.Equal([null, Box.Algorithm], session.Messages.Select(message => message.Encryption?.Algorithm));
        foreach (var message in session.Messages)
            Assert.Equal(message.WireSize, (await session.ReadOctetsAsync(message.Key)).Length);
        Assert.Contains("body of old", await session.ReadTextAsync(session.Messages[0].Key), StringComparison.Ordinal);
        Assert.Contains("body of new", await session.ReadTextAsync(session.Messages[1].Key), StringComparison.Ordinal);
        var stat = await store.For(Samples.Alice).StatAsync(Samples.Inbox);
        Assert.Equal((2, session.Messages.Sum(message => message.WireSize)), (stat.Count, stat.WireSize));
    }

    [Fact]
    public async Task Listing_opens_no_marked_message()
    {
        await using var store = new SealedStore("maildir", Samples.Alice);
        await store.DeliverAsync("one");
        var file = Assert.Single(Directory.GetFiles(store.Root, "*,E=*", SearchOption.AllDirectories));
        Assert.EndsWith($",E={store.Provider.Rings[Samples.Alice].Current.KeyId}", file, StringComparison.Ordinal);
        // Nobody could open these octets; sizes come from the name.
        await File.WriteAllBytesAsync(file, new byte[new FileInfo(file).Length]);
        await using var session = await store.OpenAsync();
        var message = Assert.Single(session.Messages);
        Assert.Equal((message.StoredSize - 72, message.StoredSize - 72), (message.WireSize, (await store.For(Samples.Alice).StatAsync(Samples.Inbox)).WireSize));
        Assert.Equal(StoreError.DecryptionFailed, (await Assert.ThrowsAsync<MsgStoreException>(async () => await session.RetrieveAsync(message.Key))).Error);
    }

    [Fact]
    public async Task Without_keys_sealed_mail_is_refused_and_never_handed_out_as_it_lies()
    {
        await using var store = new SealedStore("maildir", Samples.Alice);
        await store.DeliverAsync("one");
        await using var session = await store.For(Samples.Alice, withKeys: false).OpenAsync(Samples.Inbox, MailboxAccess.Shared);
        var error = await Assert.ThrowsAsync<MsgStoreException>(async () => await session.RetrieveAsync(session.Messages[0].Key));
        Assert.Equal(StoreError.DecryptionFailed, error.Error);
        await Assert.ThrowsAsync<MsgStoreException>(async () => await session.GetCapability<IPartialReadCapability>()!.ReadAsync(session.Messages[0].Key, 0, new byte[10]));
        Assert.Null(session.GetCapability<IStoredOctetsCapability>());
        Assert.Null(session.GetCapability<IDisposable>());
        Assert.Null(store.For(Samples.Alice).GetCapability<IDisposable>());
    }

    [Fact]
    public async Task Old_mail_stays_readable_after_a_rotation()
    {
        await using var store = new SealedStore("maildir");
        var (old, current) = (SecretMemory.CopyOf(Octets.Random(32)), SecretMemory.CopyOf(Octets.Random(32)));
        store.Provider.Rings[Samples.Alice] = KeyRing.Of(old);
        await store.DeliverAsync("before");
        store.Provider.Rings[Samples.Alice] = store.Own(new KeyRing(
            [new UserKey(old, KeyRing.PublicHalf(old), isCurrent: false), new UserKey(current, KeyRing.PublicHalf(current), isCurrent: true)]));
        await store.DeliverAsync("after");
        await using var session = await store.OpenAsync();
        Assert.Equal(2, session.Messages.Select(message => message.Encryption?.KeyId).Distinct().Count());
        Assert.Contains("before", await session.ReadTextAsync(session.Messages[0].Key), StringComparison.Ordinal);
        Assert.Contains("after", await session.ReadTextAsync(session.Messages[1].Key), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Subject: crlf\r\n\r\nbody\r\n", "Subject: crlf\r\n\r\nbody\r\n")]
    [InlineData("Subject: lf\n\nbody\n", "Subject: lf\r\n\r\nbody\r\n")]
    public async Task A_box_another_program_left_unmarked_is_tried_once_and_read(string text, string expected)
    {
        await using var store = new SealedStore("maildir", Samples.Alice);
        await store.DeliverAsync("marked");
        var ring = store.Provider.Rings[Samples.Alice];
        var inbox = Path.Combine(store.Root, "mail", "example.com", "alice");
        var foreign = Path.Combine(inbox, "cur", "1700000000.7_10001abc.host:2,S");
        await File.WriteAllBytesAsync(foreign, await Octets.SealAsync(Encoding.ASCII.GetBytes(text), ring));
        await File.WriteAllBytesAsync(Path.Combine(inbox, "cur", "1700000001.7_10002abc.host:2,S"), [.. "Subject: plain "u8, 0xc3, 0xa4, .. "\n\n"u8, .. Octets.Random(500)]);
        await using (var session = await store.OpenAsync())
        {
            var message = Assert.Single(session.Messages, message => message.Key.Value.StartsWith("1700000000", StringComparison.Ordinal));
            Assert.Equal((expected.Length, ring.Current.KeyId, MessageFlags.Seen), (message.WireSize, message.Encryption?.KeyId, message.Flags));
            Assert.Equal(expected, await session.ReadTextAsync(message.Key));
            Assert.Null(Assert.Single(session.Messages, message => message.Key.Value.StartsWith("1700000001", StringComparison.Ordinal)).Encryption);
            Assert.Equal(3, session.Messages.Count);
            var changed = await session.GetCapability<IFlagsCapability>()!.SetAsync(message.Key, new FlagChange(FlagChangeMode.Add, MessageFlags.Flagged, KeywordSet.Empty));
            Assert.Equal(expected.Length, changed.WireSize);
        }
        await using var again = await store.OpenAsync();
        Assert.Equal(again.Messages.Sum(message => message.WireSize), (await store.For(Samples.Alice).StatAsync(Samples.Inbox)).WireSize);
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("maildir")]
    public async Task What_is_appended_and_what_is_copied_is_sealed(string kind)
    {
        await using var store = new SealedStore(kind);
        await store.DeliverAsync("old");
        store.Provider.Rings[Samples.Alice] = store.Own(KeyRing.Of(Octets.Random(32)));
        var folder = FolderName.Parse("Kept");
        await store.For(Samples.Alice).GetCapability<IFoldersCapability>()!.CreateAsync(new MailboxPath(Samples.Alice, folder));
        await using (var session = await store.OpenAsync())
        {
            await session.GetCapability<IAppendCapability>()!.AppendAsync(Samples.Subject("appended"), new AppendOptions { Flags = MessageFlags.Draft });
            await session.GetCapability<IRefreshCapability>()!.RefreshAsync();
            var copied = await session.GetCapability<ICopyCapability>()!.CopyAsync([.. session.Messages.Select(message => message.Key)], folder);
            Assert.Equal(2, copied.Count);
            var moved = await session.GetCapability<ICopyCapability>()!.MoveAsync([session.Messages[0].Key], folder);
            Assert.Single(moved);
        }
        await using (var raw = await store.Raw.OpenAsync(new MailboxPath(Samples.Alice, folder), MailboxAccess.Shared))
            Assert.All(raw.Messages, message => Assert.NotNull(message.Encryption));
        await using var kept = await store.OpenAsync("Kept");
        Assert.Equal(3, kept.Messages.Count);
        foreach (var message in kept.Messages)
            Assert.Equal(message.WireSize, (await kept.ReadTextAsync(message.Key)).Length);
        Assert.Equal(1, await store.CountAsync());
        Assert.Equal(MessageFlags.Draft, kept.Messages.Single(message => kept.ReadTextAsync(message.Key).Result.Contains("appended", StringComparison.Ordinal)).Flags & MessageFlags.Draft);
    }

    [Fact]
    public async Task An_append_whose_key_fails_stores_nothing()
    {
        await using var store = new SealedStore("maildir", Samples.Alice);
        await using var session = await store.OpenAsync();
        store.Provider.Trouble[Samples.Alice] = new MsgStoreException(StoreError.KeyUnavailable, "broken");
        await Assert.ThrowsAsync<MsgStoreException>(async () => await session.GetCapability<IAppendCapability>()!.AppendAsync(Samples.Subject("x"), new AppendOptions()));
        Assert.Equal(0, await store.CountAsync());
    }

    [Fact]
    public async Task Partial_reads_are_checked()
    {
        await using var store = new SealedStore("maildir", Samples.Alice);
        var plaintext = Encoding.ASCII.GetBytes("Subject: x\r\n\r\n" + new string('x', 200_000) + "\r\n");
        await store.DeliverAsync(MessageContent.FromMemory(plaintext), Samples.To(Samples.Alice));
        var file = Assert.Single(Directory.GetFiles(store.Root, "*,E=*", SearchOption.AllDirectories));
        await using var session = await store.OpenAsync();
        var partial = session.GetCapability<IPartialReadCapability>()!;
        var buffer = new byte[1000];
        Assert.Equal(1000, await partial.ReadAsync(session.Messages[0].Key, 150_000, buffer));
        Assert.Equal(plaintext[150_000..151_000], buffer);
        file = Assert.Single(Directory.GetFiles(store.Root, "*,E=*", SearchOption.AllDirectories));
        await using (var changed = new FileStream(file, FileMode.Open, FileAccess.ReadWrite))
        {
            changed.Position = 72 + 70_000;
            changed.WriteByte(0xff);
        }
        var error = await Assert.ThrowsAsync<MsgStoreException>(async () => await partial.ReadAsync(session.Messages[0].Key, 70_000, buffer));
        Assert.Equal(StoreError.DecryptionFailed, error.Error);
        Assert.Equal(1000, await partial.ReadAsync(session.Messages[0].Key, 10, buffer));
    }

    [Fact]
    public void Verdicts_are_bounded()
    {
        var verdicts = new Verdicts(2);
        MessageInfo[] messages = [.. Enumerable.Range(0, 3).Select(i => new MessageInfo
        {
            Key = new MessageKey($"k{i}"), Uid = 1, WireSize = 1, StoredSize = 1, InternalDate = default,
        })];
        foreach (var message in messages)
            verdicts.Set(Samples.Inbox, message, Verdict.Plaintext);
        Assert.Equal([false, true, true], messages.Select(message => verdicts.TryGet(Samples.Inbox, message, out _)));
    }
}
