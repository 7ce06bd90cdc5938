using System.Security.Cryptography;
using MsgStore.Accounts;
using MsgStore.Protocols.Wire;

namespace MsgStore.Protocols.Pop3.Commands;

/// <summary>USER and PASS (RFC 1939 §7).</summary>
internal static class LoginCommands
{
    public static ValueTask<Pop3Reply?> UserAsync(Pop3Context context, CancellationToken cancellationToken)
    {
        if (!context.OffersLogin)
            return new(Pop3Replies.TlsRequired);
        var name = context.Argument;
        if (name.IsEmpty)
            return new(Pop3Replies.BadArgument);
        context.UserName = name.ToArray();
        return new(Pop3Replies.UserOk);
    }

    public static async ValueTask<Pop3Reply?> PassAsync(Pop3Context context, CancellationToken cancellationToken)
    {
        if (!context.OffersLogin)
        {
            context.Connection.ClearLine();
            return Pop3Replies.TlsRequired;
        }

        // All that follows the one blank is the password, further blanks included.
        var secret = context.Argument.ToArray();
        try
        {
            context.Connection.ClearLine();
            if (context.UserName is not { } name)
                return Pop3Replies.UserFirst;
            context.UserName = null;
            if (!SaslCredentials.TryCreate(name, secret, out var credentials))
                return Pop3Login.Deny(context, "", AuthDenial.InvalidCredentials);
            using (credentials)
                return await Pop3Login.LogInAsync(context, "USER", credentials, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }
}
