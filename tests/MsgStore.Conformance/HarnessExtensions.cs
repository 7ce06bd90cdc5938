using System.Text;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Storage;
using Xunit;

namespace MsgStore.Conformance;

internal static class HarnessExtensions
{
    public static ValueTask<DeliveryReport> DeliverAsync(this IStoreHarness harness, MessageContent content, params Recipient[] recipients) =>
        harness.Backend.DeliverAsync(Samples.Envelope([.. recipients]), content);

    /// <summary>Delivers one message to Alice's INBOX and gives its key.</summary>
    public static async Task<MessageKey> DeliverAsync(this IStoreHarness harness, string subject)
    {
        var report = await harness.DeliverAsync(Samples.Subject(subject), Samples.To(Samples.Alice));
        Assert.Equal(DeliveryStatus.Delivered, report.Outcomes[0].Status);
        return Assert.Single(report.Outcomes[0].Stored).Key;
    }

    public static ValueTask<IMailboxSession> OpenAsync(
        this IStoreHarness harness, string folder = "INBOX", MailboxAccess access = MailboxAccess.Shared) =>
        harness.Backend.OpenAsync(new MailboxPath(Samples.Alice, FolderName.Parse(folder)), access);

    public static async Task<int> CountAsync(this IStoreHarness harness, string folder = "INBOX")
    {
        await using var session = await harness.OpenAsync(folder);
        return session.Messages.Count;
    }

    public static async Task<string> ReadTextAsync(this IMailboxSession session, MessageKey key) =>
        Encoding.UTF8.GetString(await session.ReadOctetsAsync(key));

    public static async Task<byte[]> ReadOctetsAsync(this IMailboxSession session, MessageKey key)
    {
        await using var stream = await session.RetrieveAsync(key);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    /// <summary>The capability of a session; null only where the harness says it is missing.</summary>
    public static T? Verb<T>(this IStoreHarness harness, IMailboxSession session) where T : class => Expect(harness, session.GetCapability<T>());

    /// <summary>The capability of the store; null only where the harness says it is missing.</summary>
    public static T? Verb<T>(this IStoreHarness harness) where T : class => Expect(harness, harness.Backend.GetCapability<T>());

    public static async Task<StoreError> FailsAsync(Func<ValueTask> action) => (await Assert.ThrowsAsync<MsgStoreException>(() => action().AsTask())).Error;

    private static T? Expect<T>(IStoreHarness harness, T? capability) where T : class
    {
        Assert.Equal(harness.MissingCapabilities.Contains(typeof(T)), capability is null);
        return capability;
    }
}
