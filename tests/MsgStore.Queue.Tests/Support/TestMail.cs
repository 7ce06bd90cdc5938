using System.Collections.Immutable;
using System.Text;
using MsgStore.Delivery;
using MsgStore.Queue.Scheduling;
using MsgStore.Queue.Storage;

namespace MsgStore.Queue.Tests.Support;

/// <summary>Mail for tests.</summary>
internal static class TestMail
{
    public const string Text = "From: sender@here.example\r\nTo: you@there.example\r\nSubject: hello\r\nMessage-ID: <1@here.example>\r\n\r\nGood morning.\r\n";

    public static DateTimeOffset Start { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static MessageContent Content(string text = Text) => MessageContent.FromMemory(Encoding.UTF8.GetBytes(text));

    public static Envelope Envelope(string recipient = "you@there.example", string? from = "sender@here.example", DateTimeOffset? at = null) => new()
    {
        Id = EnvelopeId.New(at ?? Start),
        From = from is null ? null : EmailAddress.Parse(from),
        Recipients = [.. recipient.Split(' ').Select(address => new Recipient(EmailAddress.Parse(address)))],
        ReceivedAt = at ?? Start,
    };

    public static QueueSubmission Submission(string recipients = "you@there.example", MailPriority priority = MailPriority.Normal, DateTimeOffset? at = null)
    {
        var now = at ?? Start;
        return new QueueSubmission
        {
            QueueId = EnvelopeId.New(now).ToString(),
            From = EmailAddress.Parse("sender@here.example"),
            Recipients = [.. recipients.Split(' ').Select(address => Recipient(address, priority, now))],
            Content = Content(),
            EnqueuedAt = now,
            ReceivedAt = now,
            Priority = priority,
        };
    }

    public static QueueSubmissionRecipient Recipient(string address, MailPriority priority, DateTimeOffset now) => new()
    {
        Address = EmailAddress.Parse(address),
        Destination = "mx:" + address.Split('@')[1],
        Route = "mx",
        Priority = priority,
        Rank = QueueRank.Of(priority, now, QueueRank.DefaultStep),
        DueAt = now,
        ExpiresAt = now.AddDays(5),
    };

    public static string Read(MessageContent content)
    {
        using var reader = new StreamReader(content.OpenRead(), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    public static ImmutableArray<T> One<T>(T value) => [value];
}
