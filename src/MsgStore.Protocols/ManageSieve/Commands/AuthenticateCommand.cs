using System.Security.Cryptography;
using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.Protocols.Wire;

namespace MsgStore.Protocols.ManageSieve.Commands;

/// <summary>AUTHENTICATE with PLAIN (RFC 5804 §2.1, RFC 4616).</summary>
internal static class AuthenticateCommand
{
    private static readonly ManageSieveReply UnknownMechanism = ManageSieveReply.No("The mechanism is not known; PLAIN is");
    private static readonly ManageSieveReply Malformed = ManageSieveReply.No("The response cannot be decoded");
    private static readonly ManageSieveReply Canceled = ManageSieveReply.No("Authentication canceled");

    public static async ValueTask<ManageSieveReply?> RunAsync(ManageSieveContext context, ManageSieveRequest request, CancellationToken cancellationToken)
    {
        context.Connection.ClearLine();
        if (!string.Equals(request.Text(0), "PLAIN", StringComparison.OrdinalIgnoreCase))
            return UnknownMechanism;
        if (!context.OffersLogin)
            return ManageSieveReplies.TlsRequired;
        ReadOnlyMemory<byte> response;
        if (request.Arguments.Count == 2)
        {
            response = request.Arguments[1].Octets;
        }
        else
        {
            context.Connection.Write("\"\"\r\n"u8);
            var (octets, failure) = await context.Reader.ReadStringAsync(cancellationToken).ConfigureAwait(false);
            context.Connection.ClearLine();
            if (octets is null)
                return failure;
            response = octets.Value;
        }

        if (response.Span.SequenceEqual("*"u8))
            return Canceled;
        if (!SaslCredentials.TryDecode(response.Span, out var message))
            return Malformed;
        var isRead = SaslCredentials.TryReadPlain(message, out var credentials);
        CryptographicOperations.ZeroMemory(message);
        if (!isRead || credentials is null)
            return Deny(context, "", AuthDenial.InvalidCredentials);
        using (credentials)
            return await LogInAsync(context, credentials, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<ManageSieveReply?> LogInAsync(ManageSieveContext context, SaslCredentials credentials, CancellationToken cancellationToken)
    {
        // Scripts are plaintext: no key is needed, so none is unlocked.
        var asked = new AuthRequest
        {
            Mechanism = "PLAIN",
            Username = credentials.UserName,
            AuthorizationIdentity = credentials.AuthorizationIdentity,
            Secret = credentials.Secret,
            ClientIP = context.Facts.ClientIP,
            Protocol = "managesieve",
            IsTls = context.IsTls,
            UnlockKeys = false,
        };
        switch (await context.Services.Authentication.AuthenticateAsync(asked, cancellationToken).ConfigureAwait(false))
        {
            case AuthResult.Success success when asked.AsksFor(success.User):
                context.Enter(success.User);
                if (await context.AdmitAsync(AdmissionStage.Auth, success.User.Name, cancellationToken).ConfigureAwait(false) is not { } refusal)
                    return ManageSieveReply.Ok("Logged in");
                context.Enter(null);
                return refusal;
            case AuthResult.Success success:
                success.User.Dispose();
                return Deny(context, credentials.UserName, AuthDenial.PolicyRefused);
            case AuthResult.Denied denied:
                return Deny(context, credentials.UserName, denied.Reason);
            default:
                ProtocolLog.LoginUnavailable(context.Services.Logger, "ManageSieve", context.Facts.ClientIP);
                context.IsRefusalLogged = true;
                return ManageSieveReplies.InternalError;
        }
    }

    private static ManageSieveReply Deny(ManageSieveContext context, string userName, AuthDenial reason)
    {
        ProtocolLog.LoginDenied(context.Services.Logger, "ManageSieve", context.Facts.ClientIP, userName, reason);
        context.IsRefusalLogged = true;
        return ++context.AuthFailures >= context.Options.MaxAuthFailures && reason != AuthDenial.RateLimited
            ? ManageSieveReplies.TooManyFailures : ManageSieveReplies.For(reason);
    }
}
