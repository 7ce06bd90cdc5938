using MsgStore.Accounts;
using MsgStore.Protocols.Smtp.Syntax;

namespace MsgStore.Protocols.Smtp.Commands;

/// <summary>VRFY (RFC 5321 §4.1.1.6), which tells nothing unless asked to (§7.3).</summary>
internal static class VrfyCommand
{
    public static async ValueTask<SmtpReply?> RunAsync(SmtpContext context, CancellationToken cancellationToken)
    {
        if (!context.Options.AnswerVrfy)
            return SimpleCommands.IsBlank(context.Argument) ? SmtpReplies.BadArgument : SmtpReplies.CannotVerify;
        var refusal = MailParser.ParseVrfy(context.Argument, context.Options.PostmasterDomain ?? context.Options.ServerName, out var address, out var isPostmaster);
        if (refusal is not null)
            return refusal;
        if (address is null)
            return SmtpReplies.CannotVerify;
        (address, var status) = isPostmaster
            ? await RecipientLookup.ResolvePostmasterAsync(context, address, cancellationToken).ConfigureAwait(false)
            : (address, await RecipientLookup.ResolveAsync(context.Services, address, cancellationToken).ConfigureAwait(false));
        return status switch
        {
            RecipientStatus.Local or RecipientStatus.Alias => SmtpReply.Of(250, "2.1.5", $"<{address}>"),
            RecipientStatus.Unknown => SmtpReplies.NoSuchUser,
            RecipientStatus.Remote => SmtpReplies.RelayDenied,
            _ => SmtpReplies.LookupFailed,
        };
    }
}
