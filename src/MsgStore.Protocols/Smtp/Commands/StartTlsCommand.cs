namespace MsgStore.Protocols.Smtp.Commands;

/// <summary>STARTTLS (RFC 3207).</summary>
internal static class StartTlsCommand
{
    private static readonly SmtpReply Ready = SmtpReply.Of(220, "2.0.0", "Ready to start TLS");
    private static readonly SmtpReply Pipelined = SmtpReply.Of(501, "5.5.1", "Nothing may follow STARTTLS before its reply, closing connection", close: true);

    public static async ValueTask<SmtpReply?> RunAsync(SmtpContext context, CancellationToken cancellationToken)
    {
        if (!SimpleCommands.IsBlank(context.Argument))
            return SmtpReplies.NoArgument;
        if (context.Services.Tls is not { } tls)
            return SmtpReplies.NotImplemented;
        if (context.IsTls)
            return SmtpReplies.BadSequence;

        // What came before the handshake is anybody's; obeyed after it, it would pass for the client's own (RFC 3207 §6).
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

        context.StartOver();
        context.Services.Metrics?.TlsStarted();
        return SmtpReply.Nothing;
    }
}
