using MsgStore.Protocols.Wire;

namespace MsgStore.Protocols.Pop3.Commands;

/// <summary>STLS (RFC 2595 §4).</summary>
internal static class StlsCommand
{
    private static readonly Pop3Reply NotOffered = Pop3Reply.Err("TLS is not offered");
    private static readonly Pop3Reply Active = Pop3Reply.Err("TLS is active already");
    private static readonly Pop3Reply Ready = Pop3Reply.Ok("Begin TLS negotiation");
    private static readonly Pop3Reply Pipelined = Pop3Reply.Err("Nothing may follow STLS before its reply, closing connection", close: true);

    private static readonly Pop3Reply Unavailable = Pop3Reply.Err("[SYS/TEMP] TLS cannot be offered now");

    public static async ValueTask<Pop3Reply?> RunAsync(Pop3Context context, CancellationToken cancellationToken)
    {
        if (!MessageNumber.IsBlank(context.Argument))
            return Pop3Replies.NoArgument;
        if (context.IsTls)
            return Active;
        if (context.Services.Tls is not { } tls)
            return NotOffered;

        var result = await TlsUpgrade.RunAsync(context.Connection, tls, Ready.Octets, context.Facts, context.Services.Logger, cancellationToken).ConfigureAwait(false);
        if (result != TlsUpgradeResult.Started)
            return result == TlsUpgradeResult.Pipelined ? Pipelined : result == TlsUpgradeResult.Unavailable ? Unavailable : null;

        context.IsTls = true;
        context.UserName = null;
        context.IsUtf8 = false;
        context.Services.Metrics?.TlsStarted();
        return Pop3Reply.Written;
    }
}
