using System.Collections.Immutable;
using System.Text;
using MsgStore.Delivery;
using MsgStore.Mailboxes;

namespace MsgStore.Conformance;

/// <summary>Names, messages and envelopes the tests share.</summary>
public static class Samples
{
    public static MailboxName Alice { get; } = MailboxName.Parse("alice@example.com");

    public static MailboxName Bob { get; } = MailboxName.Parse("bob@example.com");

    public static MailboxPath Inbox { get; } = new(Alice);

    public static DateTimeOffset ReceivedAt { get; } = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    public static MessageContent Text(string text) => MessageContent.FromMemory(Encoding.UTF8.GetBytes(text));

    public static MessageContent Subject(string subject) => Text($"Subject: {subject}\r\n\r\nbody of {subject}\r\n");

    public static Recipient To(MailboxName mailbox, params ImmutableArray<Placement> placements) =>
        new(EmailAddress.Parse(mailbox.ToString())) { Mailbox = mailbox, Placements = placements };

    public static Envelope Envelope(params ImmutableArray<Recipient> recipients) => new()
    {
        Id = EnvelopeId.New(ReceivedAt),
        From = EmailAddress.Parse("sender@example.org"),
        Recipients = recipients,
        ReceivedAt = ReceivedAt,
    };
}
