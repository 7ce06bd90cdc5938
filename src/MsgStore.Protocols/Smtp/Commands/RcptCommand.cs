using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.Protocols.Smtp.Syntax;

namespace MsgStore.Protocols.Smtp.Commands;

/// <summary>RCPT (RFC 5321 §4.1.1.3).</summary>
internal static class RcptCommand
{
    public static async ValueTask<SmtpReply?> RunAsync(SmtpContext context, CancellationToken cancellationToken)
    {
        // The table lets RCPT through only where there is a transaction.
        var transaction = context.Transaction!;
        var postmasterDomain = context.Options.PostmasterDomain ?? context.Options.ServerName;
        if (MailParser.ParseRcpt(context.Argument, transaction.Mail.IsSmtpUtf8, postmasterDomain, out var recipient, out var isPostmaster) is { } malformed)
            return malformed;
        if (recipient is null)
            return SmtpReplies.BadRecipient;
        if (transaction.Recipients.Count >= context.Options.MaxRecipients)
            return SmtpReplies.TooManyRecipients;

        var (address, status) = isPostmaster
            ? await RecipientLookup.ResolvePostmasterAsync(context, recipient.Address, cancellationToken).ConfigureAwait(false)
            : (recipient.Address, await RecipientLookup.ResolveAsync(context.Services, recipient.Address, cancellationToken).ConfigureAwait(false));
        recipient = new Recipient(address) { Dsn = recipient.Dsn };
        if (Refuse(context, status) is { } unknown)
        {
            if (status is RecipientStatus.Remote && context.User is not null)
                context.Remedy = "no IOutboundAgent is registered: call AddMailQueue";
            Count(context, recipient.Address, status, unknown);
            return unknown;
        }

        var refusal = await context.AdmitAsync(
            AdmissionStage.Rcpt, asked => asked with { Recipient = recipient.Address }, cancellationToken).ConfigureAwait(false);
        if (refusal is not null)
        {
            Count(context, recipient.Address, status, refusal);
            return refusal;
        }

        var mailbox = (status as RecipientStatus.Local)?.Mailbox;
        if (MustComeAlone(context, status) && transaction.VerdictMayDiffer(mailbox))
            return SmtpReplies.OneRecipientAtATime;
        transaction.Add(recipient, mailbox, status is RecipientStatus.Unknown);
        context.Connection.Budget.Return();
        return SmtpReplies.RecipientOk;
    }

    private static SmtpReply? Refuse(SmtpContext context, RecipientStatus status) => status switch
    {
        RecipientStatus.Unknown when context.Options.RecipientRejection == RecipientRejection.AtRcpt || context.Options.Mode == SmtpMode.Lmtp =>
            SmtpReplies.NoSuchUser,
        RecipientStatus.Remote when context.User is null || context.Services.Outbound is null => SmtpReplies.RelayDenied,
        RecipientStatus.Unavailable => SmtpReplies.LookupFailed,
        _ => null,
    };

    // One reply answers for all recipients of a message (RFC 5321 §4.2.5), so where it could have to say both yes and no, and nobody would
    // write to the sender, the client is asked for one transaction per recipient. A sender that nobody vouches for is not written to about unknown names.
    private static bool MustComeAlone(SmtpContext context, RecipientStatus status) =>
        context.Options.Mode != SmtpMode.Lmtp
        && (context.Services.RejectionNotifier is null
            ? context.Options.VerdictsMayDiffer || status is RecipientStatus.Unknown || context.Options.RecipientRejection == RecipientRejection.AfterData
            : context.User is null && context.Options.RecipientRejection == RecipientRejection.AfterData);

    private static void Count(SmtpContext context, EmailAddress address, RecipientStatus status, SmtpReply reply) =>
        context.Services.Metrics?.Rejected(
            status is RecipientStatus.Remote or RecipientStatus.Unavailable ? "other" : address.Domain.ToLowerInvariant(), reply.Code.ToString());
}
