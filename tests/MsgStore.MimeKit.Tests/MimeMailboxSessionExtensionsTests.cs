using MimeKit;
using MsgStore.Mailboxes;
using MsgStore.MimeKit.Tests.Support;
using MsgStore.Storage;

namespace MsgStore.MimeKit.Tests;

public sealed class MimeMailboxSessionExtensionsTests
{
    public static TheoryData<string, bool> Stores { get; } = new()
    {
        { "memory", false },
        { "memory", true },
        { "maildir", false },
        { "maildir", true },
    };

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Delivered_message_is_read_whole_and_outlives_session_and_mailbox(string kind, bool isSealed)
    {
        await using var store = new TestStore(kind, isSealed);
        var (message, attachment) = WithAttachment(200_000);
        await store.DeliverAsync(message);

        MimeMessage read;
        await using (var session = await store.OpenAsync())
        {
            read = await session.GetMimeMessageAsync(session.Messages[0].Key);
            session.Delete(session.Messages[0].Key);
            await session.ExpungeAsync();
        }

        Assert.Equal(message.Subject, read.Subject);
        Assert.Equal(message.MessageId, read.MessageId);
        Assert.Equal(attachment, Decoded(read));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Opened_message_is_read_from_the_store_until_it_is_disposed(string kind, bool isSealed)
    {
        await using var store = new TestStore(kind, isSealed);
        var (message, attachment) = WithAttachment(500_000);
        await store.DeliverAsync(message);

        OpenedMimeMessage opened;
        await using (var session = await store.OpenAsync())
        {
            opened = await session.OpenMimeMessageAsync(session.Messages[0].Key);
            session.Delete(session.Messages[0].Key);
            await session.ExpungeAsync();
        }

        Assert.Equal(attachment, Decoded(opened.Message));
        Assert.Equal(attachment, Decoded(opened.Message));
        var part = (MimePart)((Multipart)opened.Message.Body!)[1];
        await opened.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => part.Content!.DecodeTo(Stream.Null));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Message_that_is_not_there_is_the_error_of_the_session(string kind, bool isSealed)
    {
        await using var store = new TestStore(kind, isSealed);
        await using var session = await store.OpenAsync();

        var missing = new MessageKey("missing");

        Assert.Equal(StoreError.MessageNotFound, (await Assert.ThrowsAsync<MsgStoreException>(async () => await session.GetMimeMessageAsync(missing))).Error);
        Assert.Equal(StoreError.MessageNotFound, (await Assert.ThrowsAsync<MsgStoreException>(async () => await session.OpenMimeMessageAsync(missing))).Error);
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("maildir")]
    public async Task Message_without_header_is_a_body(string kind)
    {
        await using var store = new TestStore(kind, isSealed: false);
        await store.StoreAsync("\r\nbody\r\n"u8.ToArray());
        await using var session = await store.OpenAsync();

        Assert.Equal("body", (await session.GetMimeMessageAsync(session.Messages[0].Key)).TextBody?.TrimEnd());
    }

    [Fact]
    public async Task Octets_that_are_no_message_to_MimeKit_are_an_error_that_says_so()
    {
        await using var store = new TestStore("memory", isSealed: false);
        await store.StoreAsync("no field is here, nor an empty line\r\n"u8.ToArray());
        await using var session = await store.OpenAsync();
        var key = session.Messages[0].Key;

        await Assert.ThrowsAsync<FormatException>(async () => await session.GetMimeMessageAsync(key));
        await Assert.ThrowsAsync<FormatException>(async () => await session.OpenMimeMessageAsync(key));
    }

    private static (MimeMessage Message, byte[] Attachment) WithAttachment(int length)
    {
        var attachment = new byte[length];
        new Random(length).NextBytes(attachment);
        var message = Messages.Composed("see the attachment");
        message.Body = new Multipart("mixed")
        {
            message.Body!,
            new MimePart("application", "octet-stream") { Content = new MimeContent(new MemoryStream(attachment)), ContentTransferEncoding = ContentEncoding.Base64 },
        };
        return (message, attachment);
    }

    private static byte[] Decoded(MimeMessage message)
    {
        using var decoded = new MemoryStream();
        ((MimePart)((Multipart)message.Body!)[1]).Content!.DecodeTo(decoded);
        return decoded.ToArray();
    }
}
