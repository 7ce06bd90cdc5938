using System.Collections.Immutable;
using System.Diagnostics;
using MsgStore.Delivery;
using MsgStore.Storage;

namespace MsgStore.Protocols.Smtp;

/// <summary>What happens between the last octet of a message and the reply to it.</summary>
internal static class SmtpDelivery
{
    /// <summary>Delivers a message that has arrived, and makes the one reply for all recipients, or in LMTP one for each.</summary>
    public static async ValueTask<SmtpReply?> DeliverAsync(
        SmtpContext context, SmtpTransaction transaction, SmtpMessageSink sink, CancellationToken cancellationToken)
    {
        // Taken back where a copy is stored.
        context.Connection.Budget.Spend(transaction.Recipients.Count);
        if (sink.Failure is not null || !sink.TryComplete(out var content, out var sha256))
            return ForAll(context, transaction, sink.Failure ?? SmtpReplies.Trouble);
        if (await MessageCheck.CheckAsync(context, content, cancellationToken).ConfigureAwait(false) is { } refusal)
            return ForAll(context, transaction, refusal);

        var known = Known(transaction);
        if (known.IsEmpty)
            return SmtpReplies.NoSuchUser;
        var envelope = MakeEnvelope(context, transaction, known, sha256);
        context.Services.Metrics?.Received(envelope, content.Length);
        var traced = content.WithPrefix(SmtpTrace.Received(context, envelope));
        var report = await DeliveryRun.RunAsync(context, envelope, traced, sink).ConfigureAwait(false);
        report = WithUnknown(transaction, report);
        if (report.Outcomes.Any(outcome => outcome.IsServed))
            context.Connection.Budget.Replenish();
        context.Services.Metrics?.Delivered(report);
        var reply = await AnswerAsync(context, envelope, traced, report, cancellationToken).ConfigureAwait(false);
        context.IsRefusalLogged = true;
        ProtocolLog.MessageAnswered(context.Services.Logger, envelope.Id, content.Length, transaction.Recipients.Count, reply.Code);
        return reply;
    }

    /// <summary>
    /// How many octets the fields in front of the message will have where it is stored as it came: Received of this hop, Return-Path of final delivery.
    /// Only the number of the day can still have another length, when the message takes past midnight; it is copied then.
    /// </summary>
    public static int MeasureFields(SmtpContext context, SmtpTransaction transaction)
    {
        var known = Known(transaction);
        return known.IsEmpty ? 0 : SmtpTrace.Received(context, MakeEnvelope(context, transaction, known, [])).Length + ReturnPathField.Of(transaction.Mail.From).Length;
    }

    private static ImmutableArray<Recipient> Known(SmtpTransaction transaction) =>
        [.. transaction.Recipients.Where((_, i) => !transaction.IsUnknown(i))];

    private static Envelope MakeEnvelope(
        SmtpContext context, SmtpTransaction transaction, ImmutableArray<Recipient> recipients, ImmutableArray<byte> sha256)
    {
        var now = context.Services.TimeProvider.GetUtcNow();
        return new Envelope
        {
            Id = EnvelopeId.New(now),
            From = transaction.Mail.From,
            Recipients = recipients,
            ReceivedAt = now,
            IsRelayed = context.User is null,
            ClientIP = context.Facts.ClientIP,
            ClientHostname = context.ClientName,
            AuthenticatedUser = context.User?.Name,
            ContentSha256 = sha256,
            HasReplyPerRecipient = context.Options.Mode == SmtpMode.Lmtp,
            TraceParent = Activity.Current?.Id,
            Dsn = transaction.Mail.Dsn,
            IsSmtpUtf8 = transaction.Mail.IsSmtpUtf8,
        };
    }

    /// <summary>Puts the recipients that were to be refused after the data back in their places.</summary>
    private static DeliveryReport WithUnknown(SmtpTransaction transaction, DeliveryReport report)
    {
        if (report.Outcomes.Length == transaction.Recipients.Count)
            return report;
        var next = 0;
        return new DeliveryReport([.. transaction.Recipients.Select((recipient, i) => transaction.IsUnknown(i)
            ? RecipientOutcome.Rejected(recipient.Address, new(5, 1, 1), "No such user here")
            : report.Outcomes[next++])]);
    }

    private static async ValueTask<SmtpReply> AnswerAsync(
        SmtpContext context, Envelope envelope, MessageContent content, DeliveryReport report, CancellationToken cancellationToken)
    {
        context.Unanswered = (envelope, report);
        if (context.Options.Mode == SmtpMode.Lmtp)
            return SmtpReply.Join([.. report.Outcomes.Select(outcome => SmtpReplies.For(outcome, envelope.Id))]);
        var worst = report.Worst;
        if (worst.IsServed)
            return SmtpReply.Of(250, "2.0.0", $"OK {envelope.Id}");
        if (worst.Status == DeliveryStatus.Deferred)
            return PutOff(context, envelope, report, SmtpReplies.For(worst, envelope.Id));

        var refused = report.Outcomes.Count(outcome => !outcome.IsServed);
        if (refused == report.Outcomes.Length)
            return SmtpReplies.For(worst, envelope.Id);
        if (context.Services.RejectionNotifier is not { } notifier || !MayBeTold(context, report))

            // Said loudly although some copies are stored: a sender who is told too much asks, one who is told nothing loses a message.
            return SmtpReply.Of(worst.Code, $"{refused} of {report.Outcomes.Length} recipients refused: {worst.Text}");
        try
        {
            await notifier.NotifyAsync(envelope, content, report, cancellationToken).ConfigureAwait(false);
            return SmtpReply.Of(250, "2.0.0", $"OK {envelope.Id}");
        }
        catch (MsgStoreException e)
        {
            var (code, text) = e.ToStatus();
            return PutOff(context, envelope, report, SmtpReply.Of(new EnhancedStatusCode(4, code.Subject, code.Detail), text));
        }
    }

    /// <summary>
    /// Whether the sender may be written to. Without a login anybody may have given that address, and names that do not exist are the cheapest way to
    /// have a stranger written to: the peer is told in the session, and has the sender to answer to where there is one (RFC 5321 §6.2).
    /// </summary>
    private static bool MayBeTold(SmtpContext context, DeliveryReport report) =>
        context.User is not null || !report.Outcomes.Any(outcome => !outcome.IsServed && outcome.Code.IsAboutAddress());

    // RFC 3463 §3.2: X.1.Z is about the address, as 5.1.1 is about one that nobody has.
    private static bool IsAboutAddress(this EnhancedStatusCode code) => code.Subject == 1;

    // The client will send the message again to all; who has it already must not get it twice.
    private static SmtpReply PutOff(SmtpContext context, Envelope envelope, DeliveryReport report, SmtpReply reply)
    {
        context.Services.RetryMemory?.Remember(envelope, report);
        context.Unanswered = null;
        return reply;
    }

    private static SmtpReply ForAll(SmtpContext context, SmtpTransaction transaction, SmtpReply reply)
    {
        foreach (var recipient in transaction.Recipients)
            context.Services.Metrics?.Rejected(recipient.Address.Domain.ToLowerInvariant(), reply.Code.ToString());
        return context.Options.Mode == SmtpMode.Lmtp ? SmtpReply.Join([.. transaction.Recipients.Select(_ => reply)]) : reply;
    }
}
