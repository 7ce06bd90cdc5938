namespace MsgStore.Protocols.Pop3.Commands;

/// <summary>STLS (RFC 2595 §4).</summary>
internal static class StlsCommand
{
    private static readonly Pop3Reply NotOffered = Pop3Reply.Err("TLS is not offered");
    private static readonly Pop3Reply Active = Pop3Reply.Err("TLS is active already");
    private static readonly Pop3Reply Ready = Pop3Reply.Ok("Begin TLS negotiation");
    private static readonly Pop3Reply Pipelined = Pop3Reply.Err("Nothing may follow STLS before its reply, closing connection", close: true);

    public static async ValueTask<Pop3Reply?> RunAsync(Pop3Context context, CancellationToken cancellationToken)
    {
        if (!MessageNumber.IsBlank(context.Argument))
            return Pop3Replies.NoArgument;
        if (context.IsTls)
            return Active;
        if (context.Services.Tls is not { } tls)
            return NotOffered;

        // What came before the handshake is anybody's; obeyed after it, it would pass for the client's own.
        if (context.Connection.HasBufferedInput())
            return Pipelined;
        context.Connection.Write(Ready.Octets.Span);
        if (!await context.Connection.FlushAsync(cancellationToken).ConfigureAwait(false))
            return null;
        if (await context.Connection.StartTlsAsync(tls(), cancellationToken).ConfigureAwait(false) is { } failure)
        {
            ProtocolLog.TlsFailed(context.Services.Logger, context.Facts.ClientIP, failure.GetType().Name);
            return null;
        }

        context.IsTls = true;
        context.UserName = null;
        context.IsUtf8 = false;
        context.Services.Metrics?.TlsStarted();
        return Pop3Reply.Written;
    }
}
