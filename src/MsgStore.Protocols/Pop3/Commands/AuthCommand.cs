using System.Security.Cryptography;
using System.Text;
using MsgStore.Accounts;
using MsgStore.Protocols.Wire;

namespace MsgStore.Protocols.Pop3.Commands;

/// <summary>AUTH with PLAIN (RFC 5034, RFC 4616).</summary>
internal static class AuthCommand
{
    private static readonly Pop3Reply UnknownMechanism = Pop3Reply.Err("Mechanism not supported");
    private static readonly Pop3Reply Malformed = Pop3Reply.Err("Response cannot be decoded");
    private static readonly Pop3Reply Canceled = Pop3Reply.Err("Authentication canceled");

    public static async ValueTask<Pop3Reply?> RunAsync(Pop3Context context, CancellationToken cancellationToken)
    {
        if (!context.OffersLogin)
        {
            context.Connection.ClearLine();
            return Pop3Replies.TlsRequired;
        }

        var argument = context.Argument.Trim((byte)' ');
        if (argument.IsEmpty)
            return List(context);
        var end = argument.IndexOf((byte)' ');
        if (!Ascii.EqualsIgnoreCase(end < 0 ? argument : argument[..end], "PLAIN"u8))
            return UnknownMechanism;
        byte[]? message = null;
        if (end >= 0 && !SaslCredentials.TryDecode(argument[(end + 1)..].TrimStart((byte)' '), out message))
            return Malformed;
        context.Connection.ClearLine();
        Pop3Reply? failure = null;
        if (message is null)
            (failure, message) = await AskAsync(context, cancellationToken).ConfigureAwait(false);
        if (message is null)
            return failure;
        var isRead = SaslCredentials.TryReadPlain(message, out var credentials);
        CryptographicOperations.ZeroMemory(message);
        if (!isRead || credentials is null)
            return Pop3Login.Deny(context, "", AuthDenial.InvalidCredentials);
        using (credentials)
            return await Pop3Login.LogInAsync(context, "PLAIN", credentials, cancellationToken).ConfigureAwait(false);
    }

    // Older clients ask for the list of mechanisms this way rather than by CAPA.
    private static Pop3Reply List(Pop3Context context)
    {
        context.Connection.Write("+OK Mechanisms follow\r\nPLAIN\r\n.\r\n"u8);
        return Pop3Reply.Written;
    }

    private static async ValueTask<(Pop3Reply? Failure, byte[]? Response)> AskAsync(Pop3Context context, CancellationToken cancellationToken)
    {
        context.Connection.Write("+ \r\n"u8);
        var status = await context.Connection.ReadLineAsync(SaslCredentials.MaxLine, leaveOnDrain: true, cancellationToken).ConfigureAwait(false);
        if (status != LineStatus.Complete)
            return (Pop3Replies.For(status), null);
        if (context.Connection.Line.SequenceEqual("*"u8))
            return (Canceled, null);
        var isDecoded = SaslCredentials.TryDecode(context.Connection.Line, out var response);
        context.Connection.ClearLine();
        return isDecoded ? (null, response) : (Malformed, null);
    }
}
