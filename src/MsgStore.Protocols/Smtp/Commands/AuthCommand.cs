using System.Security.Cryptography;
using System.Text;
using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.Protocols.Wire;

namespace MsgStore.Protocols.Smtp.Commands;

/// <summary>AUTH with PLAIN and LOGIN (RFC 4954, RFC 4616).</summary>
internal static class AuthCommand
{
    private static readonly SmtpReply Done = SmtpReply.Of(235, "2.7.0", "Authentication succeeded");
    private static readonly SmtpReply Denied = SmtpReply.Of(535, "5.7.8", "Authentication credentials invalid");
    private static readonly SmtpReply DeniedForGood = SmtpReply.Of(421, "4.7.0", "Too many failed logins, closing connection", close: true);
    private static readonly SmtpReply RateLimited = SmtpReply.Of(421, "4.7.0", "Too many failed logins, try again later", close: true);
    private static readonly SmtpReply Unavailable = SmtpReply.Of(454, "4.7.0", "Temporary authentication failure");
    private static readonly SmtpReply Canceled = SmtpReply.Of(501, "5.7.0", "Authentication canceled");
    private static readonly SmtpReply Malformed = SmtpReply.Of(501, "5.5.2", "Response cannot be decoded");
    private static readonly SmtpReply UnknownMechanism = SmtpReply.Of(504, "5.5.4", "Mechanism not supported");
    private static readonly SmtpReply NeedsTls = SmtpReply.Of(538, "5.7.11", "Encryption required for authentication");

    private static readonly byte[] Empty = "334 \r\n"u8.ToArray();
    private static readonly byte[] AskUserName = "334 VXNlcm5hbWU6\r\n"u8.ToArray();
    private static readonly byte[] AskPassword = "334 UGFzc3dvcmQ6\r\n"u8.ToArray();

    public static async ValueTask<SmtpReply?> RunAsync(SmtpContext context, CancellationToken cancellationToken)
    {
        if (Refuse(context) is { } refusal)
            return refusal;
        var argument = context.Argument.Trim((byte)' ');
        var end = argument.IndexOf((byte)' ');
        var mechanism = end < 0 ? argument : argument[..end];
        var isLogin = Ascii.EqualsIgnoreCase(mechanism, "LOGIN"u8);
        if (!isLogin && !Ascii.EqualsIgnoreCase(mechanism, "PLAIN"u8))
            return UnknownMechanism;
        byte[]? initial = null;
        if (end >= 0 && !SaslCredentials.TryDecode(argument[(end + 1)..].TrimStart((byte)' '), out initial))
            return Malformed;
        context.Connection.ClearLine();
        var (failure, credentials) = isLogin
            ? await ReadLoginAsync(context, initial, cancellationToken).ConfigureAwait(false)
            : await ReadPlainAsync(context, initial, cancellationToken).ConfigureAwait(false);
        if (credentials is null)
            return failure;
        using (credentials)
            return await CheckAsync(context, isLogin ? "LOGIN" : "PLAIN", credentials, cancellationToken).ConfigureAwait(false);
    }

    private static SmtpReply? Refuse(SmtpContext context)
    {
        if (context.Services.Authentication is null || (context.Options.Mode != SmtpMode.Submission && !context.Options.OfferAuth))
            return SmtpReplies.NotImplemented;
        if (context.User is not null)
            return SmtpReplies.BadSequence;
        return context.OffersAuth ? null : NeedsTls;
    }

    private static async ValueTask<(SmtpReply? Failure, SaslCredentials? Credentials)> ReadPlainAsync(
        SmtpContext context, byte[]? initial, CancellationToken cancellationToken)
    {
        var message = initial;
        SmtpReply? failure = null;
        if (message is null)
            (failure, message) = await AskAsync(context, Empty, cancellationToken).ConfigureAwait(false);
        if (message is null)
            return (failure, null);
        var isRead = SaslCredentials.TryReadPlain(message, out var credentials);
        CryptographicOperations.ZeroMemory(message);
        return (isRead ? null : Deny(context, "", AuthDenial.InvalidCredentials), credentials);
    }

    private static async ValueTask<(SmtpReply? Failure, SaslCredentials? Credentials)> ReadLoginAsync(
        SmtpContext context, byte[]? initial, CancellationToken cancellationToken)
    {
        var name = initial;
        SmtpReply? failure = null;
        if (name is null)
            (failure, name) = await AskAsync(context, AskUserName, cancellationToken).ConfigureAwait(false);
        if (name is null)
            return (failure, null);
        (failure, var secret) = await AskAsync(context, AskPassword, cancellationToken).ConfigureAwait(false);
        if (secret is null)
            return (failure, null);
        var isRead = SaslCredentials.TryCreate(name, secret, out var credentials);
        CryptographicOperations.ZeroMemory(secret);
        return (isRead ? null : Deny(context, "", AuthDenial.InvalidCredentials), credentials);
    }

    /// <summary>Sends a challenge and decodes the response. Without a response there is a failure, or nobody left to tell.</summary>
    private static async ValueTask<(SmtpReply? Failure, byte[]? Response)> AskAsync(
        SmtpContext context, ReadOnlyMemory<byte> challenge, CancellationToken cancellationToken)
    {
        context.Connection.Write(challenge.Span);
        var status = await context.Connection.ReadLineAsync(SaslCredentials.MaxLine, leaveOnDrain: true, cancellationToken).ConfigureAwait(false);
        if (status != LineStatus.Complete)
            return (SmtpReplies.For(status), null);
        if (context.Connection.Line.SequenceEqual("*"u8))
            return (Canceled, null);
        var isDecoded = SaslCredentials.TryDecode(context.Connection.Line, out var response);
        context.Connection.ClearLine();
        return isDecoded ? (null, response) : (Malformed, null);
    }

    private static async ValueTask<SmtpReply> CheckAsync(
        SmtpContext context, string mechanism, SaslCredentials credentials, CancellationToken cancellationToken)
    {
        // Refuse has seen that there is a provider. Mail is only brought here, so nobody's keys are unlocked.
        var request = new AuthRequest
        {
            Mechanism = mechanism,
            Username = credentials.UserName,
            AuthorizationIdentity = credentials.AuthorizationIdentity,
            Secret = credentials.Secret,
            ClientIP = context.Facts.ClientIP,
            Protocol = context.Protocol,
            IsTls = context.IsTls,
            UnlockKeys = false,
        };
        var result = await context.Services.Authentication!.AuthenticateAsync(request, cancellationToken).ConfigureAwait(false);
        if (result is AuthResult.Success success)
        {
            if (request.AsksFor(success.User))
                return await AcceptAsync(context, success.User, cancellationToken).ConfigureAwait(false);
            success.User.Dispose();
            return Deny(context, credentials.UserName, AuthDenial.PolicyRefused);
        }
        if (result is AuthResult.Denied denied)
            return Deny(context, credentials.UserName, denied.Reason);
        context.Services.Metrics?.Authenticated("", "unavailable");
        ProtocolLog.LoginUnavailable(context.Services.Logger, "SMTP", context.Facts.ClientIP);
        context.IsRefusalLogged = true;
        return Unavailable;
    }

    private static SmtpReply Deny(SmtpContext context, string userName, AuthDenial reason)
    {
        context.Services.Metrics?.Authenticated("", reason == AuthDenial.RateLimited ? "rate_limited" : "denied");
        ProtocolLog.LoginDenied(context.Services.Logger, "SMTP", context.Facts.ClientIP, userName, reason);
        context.IsRefusalLogged = true;
        if (reason == AuthDenial.RateLimited)
            return RateLimited;
        return ++context.AuthFailures >= context.Options.MaxAuthFailures ? DeniedForGood : Denied;
    }

    private static async ValueTask<SmtpReply> AcceptAsync(SmtpContext context, User user, CancellationToken cancellationToken)
    {
        context.Services.Metrics?.Authenticated(user.Mailbox.Domain, "success");
        var refusal = await context.AdmitAsync(
            AdmissionStage.Auth, asked => asked with { AuthenticatedUser = user.Name }, cancellationToken).ConfigureAwait(false);
        if (refusal is not null)
        {
            user.Dispose();
            return refusal;
        }

        context.User = user;
        return Done;
    }
}
