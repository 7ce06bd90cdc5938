using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Protocols.Wire;
using MsgStore.Storage;

namespace MsgStore.Protocols.Pop3;

/// <summary>From a name and a password to an opened maildrop.</summary>
internal static class Pop3Login
{
    /// <summary>Logs in and opens the maildrop exclusively (RFC 1939 §4).</summary>
    public static async ValueTask<Pop3Reply> LogInAsync(
        Pop3Context context, string mechanism, SaslCredentials credentials, CancellationToken cancellationToken)
    {
        var request = new AuthRequest
        {
            Mechanism = mechanism,
            Username = credentials.UserName,
            AuthorizationIdentity = credentials.AuthorizationIdentity,
            Secret = credentials.Secret,
            ClientIP = context.Facts.ClientIP,
            Protocol = "pop3",
            IsTls = context.IsTls,
            UnlockKeys = true,
        };
        var result = await context.Services.Authentication.AuthenticateAsync(request, cancellationToken).ConfigureAwait(false);
        switch (result)
        {
            case AuthResult.Success success when request.AsksFor(success.User):
                context.Services.Metrics?.Authenticated(success.User.Mailbox.Domain, "success");
                return await EnterAsync(context, success.User, cancellationToken).ConfigureAwait(false);
            case AuthResult.Success success:
                success.User.Dispose();
                return Deny(context, credentials.UserName, AuthDenial.PolicyRefused);
            case AuthResult.Denied denied:
                return Deny(context, credentials.UserName, denied.Reason);
            default:
                context.Services.Metrics?.Authenticated("", "unavailable");
                ProtocolLog.LoginUnavailable(context.Services.Logger, "POP3", context.Facts.ClientIP);
                context.IsRefusalLogged = true;
                return Pop3Replies.AccountsUnavailable;
        }
    }

    /// <summary>Counts and logs a login that failed.</summary>
    public static Pop3Reply Deny(Pop3Context context, string userName, AuthDenial reason)
    {
        context.Services.Metrics?.Authenticated("", reason == AuthDenial.RateLimited ? "rate_limited" : "denied");
        ProtocolLog.LoginDenied(context.Services.Logger, "POP3", context.Facts.ClientIP, userName, reason);
        context.IsRefusalLogged = true;
        // The password was right: nothing is guessed here, and no other password helps.
        if (reason == AuthDenial.KeysNotOpened)
            return Pop3Replies.KeysNotOpened;
        return ++context.AuthFailures >= context.Options.MaxAuthFailures && reason != AuthDenial.RateLimited
            ? Pop3Replies.TooManyFailures
            : Pop3Replies.For(reason);
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
            context.IsRefusalLogged = true;
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
