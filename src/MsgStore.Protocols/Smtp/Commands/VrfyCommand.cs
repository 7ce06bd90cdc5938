using System.Text;
using MsgStore.Accounts;
using MsgStore.Delivery;

namespace MsgStore.Protocols.Smtp.Commands;

/// <summary>VRFY (RFC 5321 §4.1.1.6), which tells nothing unless asked to (§7.3).</summary>
internal static class VrfyCommand
{
    public static async ValueTask<SmtpReply?> RunAsync(SmtpContext context, CancellationToken cancellationToken)
    {
        var text = context.Argument.Trim(" \t<>"u8);
        if (text.IsEmpty || !System.Text.Unicode.Utf8.IsValid(text))
            return SmtpReplies.BadArgument;
        if (!context.Options.AnswerVrfy)
            return SmtpReplies.CannotVerify;
        if (!EmailAddress.TryParse(Encoding.UTF8.GetString(text), out var address) || address.IsInternationalized)
            return SmtpReplies.BadRecipient;
        return await RecipientLookup.ResolveAsync(context.Services, address, cancellationToken).ConfigureAwait(false) switch
        {
            RecipientStatus.Local or RecipientStatus.Alias => SmtpReply.Of(250, "2.1.5", $"<{address}>"),
            RecipientStatus.Unknown => SmtpReplies.NoSuchUser,
            RecipientStatus.Remote => SmtpReplies.RelayDenied,
            _ => SmtpReplies.LookupFailed,
        };
    }
}
