using MsgStore.Delivery;
using MsgStore.Queue.Notices;
using MsgStore.Queue.Relay;
using MsgStore.Queue.Scheduling;
using MsgStore.Queue.Storage;

namespace MsgStore.Queue.Worker;

/// <summary>Decides what a reply means for a recipient: pure, so that days pass in a test as fast as it can count.</summary>
internal sealed class Judge(MailQueueOptions options)
{
    private const int MaxReplyChars = 1000;

    private readonly RetrySchedules _schedules = new(options);

    /// <summary>Decides about an attempt.</summary>
    public Verdict Decide(QueueRecipient recipient, RelayReply reply, DispatchReport report, DateTimeOffset now)
    {
        var result = new RecipientResult
        {
            RecipientId = recipient.Id,
            State = QueueState.Dead,
            Code = reply.Status,
            Reply = Clip($"{reply.Code} {reply.Text}"),
            Host = report.Host,
        };
        if (reply.IsDelivered)
            return new Verdict(recipient, result with { State = QueueState.Done }, reply, SuccessNotice(recipient, report));
        if (!reply.IsTransient)
            return new Verdict(recipient, result, reply, FailureNotice(recipient));
        if (_schedules.For(recipient.Priority).Next(recipient.Attempts + 1, now, recipient.ExpiresAt, RetrySchedules.Chance()) is not { } due)
            return new Verdict(recipient, result, reply, FailureNotice(recipient));
        var isTold = IsDelayDue(recipient, now);
        return new Verdict(recipient, result with { State = QueueState.Delayed, DueAt = due, IsDelayTold = isTold }, reply, isTold ? NoticeKind.Delayed : null);
    }

    /// <summary>Gives up a recipient whose time is over, without another attempt.</summary>
    public static Verdict Expire(QueueRecipient recipient)
    {
        var said = recipient.LastReply.Length > 0 ? $"; the last attempt was answered: {recipient.LastReply}" : "";
        var reply = new RelayReply { Code = 554, EnhancedCode = new EnhancedStatusCode(5, 4, 7), Text = $"Delivery time expired{said}", Phase = RelayPhase.Resolve };
        var result = new RecipientResult { RecipientId = recipient.Id, State = QueueState.Dead, Code = reply.EnhancedCode, Reply = Clip($"{reply.Code} {reply.Text}"), IsAttempt = false };
        return new Verdict(recipient, result, reply, FailureNotice(recipient));
    }

    /// <summary>Puts a recipient off that is not to be tried yet. Counts as no attempt.</summary>
    public static Verdict PutOff(QueueRecipient recipient, DateTimeOffset due)
    {
        var result = new RecipientResult { RecipientId = recipient.Id, State = QueueState.Delayed, DueAt = due < recipient.ExpiresAt ? due : recipient.ExpiresAt, IsAttempt = false };
        return new Verdict(recipient, result, new RelayReply { Code = 450 }, Notice: null);
    }

    private bool IsDelayDue(QueueRecipient recipient, DateTimeOffset now) =>
        options.Notices.DelayAfter > TimeSpan.Zero && !recipient.IsDelayTold && now - recipient.EnqueuedAt >= options.Notices.DelayAfter
        && recipient.Dsn?.Notify is null or DsnNotify.Delay or (DsnNotify.Delay | DsnNotify.Failure) or (DsnNotify.Delay | DsnNotify.Success)
            or (DsnNotify.Delay | DsnNotify.Failure | DsnNotify.Success);

    // RFC 3461 §4.1: without NOTIFY the sender is told of failure.
    private static NoticeKind? FailureNotice(QueueRecipient recipient) =>
        recipient.Dsn?.Notify is not { } notify || notify.HasFlag(DsnNotify.Failure) ? NoticeKind.Failed : null;

    // RFC 3461 §5.2.2: the last host that knows the extension tells of success in the place of those behind it.
    private static NoticeKind? SuccessNotice(QueueRecipient recipient, DispatchReport report) =>
        recipient.Dsn?.Notify is not { } notify || !notify.HasFlag(DsnNotify.Success) || report.PassedDsn ? null
            : report.IsFinal ? NoticeKind.Delivered : NoticeKind.Relayed;

    private static string Clip(string text) => text.Length <= MaxReplyChars ? text : text[..MaxReplyChars];
}
