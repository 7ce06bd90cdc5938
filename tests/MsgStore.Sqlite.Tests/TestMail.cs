using System.Collections.Immutable;
using System.Text;
using MsgStore.Conformance;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Storage;

namespace MsgStore.Sqlite.Tests;

internal static class TestMail
{
    public static MessageContent OfSize(int octets) => MessageContent.FromMemory(Encoding.ASCII.GetBytes(new string('x', octets)));

    public static async Task<RecipientOutcome> DeliverAsync(this IMessageBackend backend, MessageContent content, params ImmutableArray<Recipient> recipients)
    {
        var to = recipients.IsDefaultOrEmpty ? [Samples.To(Samples.Alice)] : recipients;
        return (await backend.DeliverAsync(Samples.Envelope(to), content, CancellationToken.None)).Worst;
    }

    public static Task<RecipientOutcome> DeliverAsync(this IMessageBackend backend, string subject) => backend.DeliverAsync(Samples.Subject(subject));

    public static ValueTask<IMailboxSession> OpenAsync(this IMessageBackend backend, string folder = "INBOX", MailboxAccess access = MailboxAccess.Shared) =>
        backend.OpenAsync(new MailboxPath(Samples.Alice, FolderName.Parse(folder)), access, CancellationToken.None);

    public static async Task<int> CountAsync(this IMessageBackend backend)
    {
        await using var session = await backend.OpenAsync();
        return session.Messages.Count;
    }

    public static async Task<string> ReadTextAsync(this IMailboxSession session, MessageKey key)
    {
        await using var stream = await session.RetrieveAsync(key);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    public static async Task<MsgStoreException> FailsAsync(Func<ValueTask> action) => await Assert.ThrowsAsync<MsgStoreException>(() => action().AsTask());

    /// <summary>Ends when something is so; fails the test where it does not become so.</summary>
    public static async Task UntilAsync(Func<bool> isSo)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!isSo())
        {
            Assert.False(deadline.IsCancellationRequested, "It has not become so within a minute.");
            await Task.Yield();
        }
    }
}
