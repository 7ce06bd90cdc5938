using MsgStore.Delivery;
using MsgStore.Protocols.Smtp.Syntax;

namespace MsgStore.Protocols.Smtp.Commands;

/// <summary>MAIL (RFC 5321 §4.1.1.2).</summary>
internal static class MailCommand
{
    public static async ValueTask<SmtpReply?> RunAsync(SmtpContext context, CancellationToken cancellationToken)
    {
        if (MailParser.ParseMail(context.Argument, context.OffersAuth, out var mail) is { } malformed)
            return malformed;
        if (mail.Size > context.Options.MaxMessageSizeInOctets)
            return SmtpReplies.TooLarge;
        if (await SenderCheck.CheckAsync(context, mail.From, cancellationToken).ConfigureAwait(false) is { } forbidden)
            return forbidden;
        var refusal = await context.AdmitAsync(
            AdmissionStage.Mail, asked => asked with { From = mail.From, DeclaredSize = mail.Size }, cancellationToken).ConfigureAwait(false);
        if (refusal is not null)
            return refusal;
        context.Begin(new SmtpTransaction(mail));
        return SmtpReplies.SenderOk;
    }
}
