using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Storage;

namespace MsgStore.Protocols.Pop3;

/// <summary>From a name and a password to an opened maildrop.</summary>
internal static class Pop3Login
{
    /// <summary>Logs in and opens the maildrop exclusively (RFC 1939 §4).</summary>
    public static async ValueTask<Pop3Reply> LogInAsync(
        Pop3Context context, string mechanism, string name, ReadOnlyMemory<byte> secret, CancellationToken cancellationToken)
    {
        var request = new AuthRequest
        {
            Mechanism = mechanism,
            Username = name,
            Secret = secret,
            ClientIP = context.Facts.ClientIP,
            Protocol = "pop3",
            IsTls = context.IsTls,
            UnlockKeys = true,
        };
        var result = await context.Services.Authentication.AuthenticateAsync(request, cancellationToken).ConfigureAwait(false);
        switch (result)
        {
            case AuthResult.Success success:
                context.Services.Metrics?.Authenticated(success.User.Mailbox.Domain, "success");
                return await EnterAsync(context, success.User, cancellationToken).ConfigureAwait(false);
            case AuthResult.Denied denied:
                context.Services.Metrics?.Authenticated("", denied.Reason == AuthDenial.RateLimited ? "rate_limited" : "denied");
                ProtocolLog.LoginDenied(context.Services.Logger, "POP3", context.Facts.ClientIP, denied.Reason);
                return ++context.AuthFailures >= context.Options.MaxAuthFailures && denied.Reason != AuthDenial.RateLimited
                    ? Pop3Replies.TooManyFailures
                    : Pop3Replies.For(denied.Reason);
            default:
                context.Services.Metrics?.Authenticated("", "unavailable");
                ProtocolLog.LoginUnavailable(context.Services.Logger, "POP3", context.Facts.ClientIP);
                return Pop3Replies.AccountsUnavailable;
        }
    }

    private static async ValueTask<Pop3Reply> EnterAsync(Pop3Context context, User user, CancellationToken cancellationToken)
    {
        var isEntered = false;
        try
        {
            if (await context.AdmitAsync(AdmissionStage.Auth, user.Name, cancellationToken).ConfigureAwait(false) is { } refusal)
                return refusal;
            var session = await OpenAsync(context.Services.Stores.For(user), user, cancellationToken).ConfigureAwait(false);
            context.Enter(user, new Maildrop(session, context.Options.UidlFormat));
            isEntered = true;

            // The count of messages would be no secret, but a greeting that is always the same says less.
            return Pop3Reply.Ok("Logged in");
        }
        catch (MsgStoreException e)
        {
            ProtocolLog.MailboxNotOpened(context.Services.Logger, e, e.Error);
            return Pop3Replies.For(e);
        }
        finally
        {
            if (!isEntered)
                user.Dispose();
        }
    }

    // A subaddress asks for the folder of that name; where there is none, INBOX it is (RFC 5233 leaves it to the site).
    private static async ValueTask<IMailboxSession> OpenAsync(IMessageStore store, User user, CancellationToken cancellationToken)
    {
        if (user.Detail is { Length: > 0 } detail && FolderName.TryParse(detail, out var folder))
        {
            try
            {
                return await store.OpenAsync(new MailboxPath(user.Mailbox, folder), MailboxAccess.Exclusive, cancellationToken).ConfigureAwait(false);
            }
            catch (MsgStoreException e) when (e.Error is StoreError.FolderNotFound or StoreError.InvalidFolderName)
            {
                // Opened below instead.
            }
        }

        return await store.OpenAsync(new MailboxPath(user.Mailbox), MailboxAccess.Exclusive, cancellationToken).ConfigureAwait(false);
    }
}
