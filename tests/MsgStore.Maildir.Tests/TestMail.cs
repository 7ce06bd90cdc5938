using System.Text;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Storage;

namespace MsgStore.Maildir.Tests;

internal static class TestMail
{
    public static readonly MailboxName Bob = MailboxName.Parse("bob@example.com");

    public static Task<RecipientOutcome> DeliverAsync(this MaildirHarness harness, string text, params Placement[] placements) =>
        harness.DeliverAsync(text, DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), placements);

    public static Task<RecipientOutcome> DeliverAsync(this MaildirHarness harness, string text, DateTimeOffset receivedAt, params Placement[] placements) =>
        harness.DeliverAsync(text, receivedAt, Bob, placements);

    public static async Task<RecipientOutcome> DeliverAsync(this MaildirHarness harness, string text, DateTimeOffset receivedAt, MailboxName mailbox, params Placement[] placements)
    {
        var envelope = new Envelope
        {
            Id = EnvelopeId.New(TimeProvider.System.GetUtcNow()),
            From = null,
            Recipients = [new Recipient(EmailAddress.Parse(mailbox.ToString())) { Mailbox = mailbox, Placements = [.. placements] }],
            ReceivedAt = receivedAt,
        };
        return (await harness.Backend.DeliverAsync(envelope, MessageContent.FromMemory(Encoding.ASCII.GetBytes(text)))).Outcomes[0];
    }

    public static ValueTask<IMailboxSession> OpenAsync(this MaildirHarness harness) => harness.Backend.OpenAsync(new MailboxPath(Bob), MailboxAccess.Shared);

    public static async Task<string> ReadTextAsync(this IMailboxSession session, MessageKey key)
    {
        await using var stream = await session.RetrieveAsync(key);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    public static async Task<StoreError> FailsAsync(Func<Task> action) => (await Assert.ThrowsAsync<MsgStoreException>(action)).Error;
}
