using MsgStore.Protocols.Wire;

namespace MsgStore.Protocols.Smtp.Commands;

/// <summary>STARTTLS (RFC 3207).</summary>
internal static class StartTlsCommand
{
    private static readonly SmtpReply Ready = SmtpReply.Of(220, "2.0.0", "Ready to start TLS");
    private static readonly SmtpReply Pipelined = SmtpReply.Of(501, "5.5.1", "Nothing may follow STARTTLS before its reply, closing connection", close: true);

    private static readonly SmtpReply Unavailable = SmtpReply.Of(454, "4.7.0", "TLS not available due to temporary reason");

    public static async ValueTask<SmtpReply?> RunAsync(SmtpContext context, CancellationToken cancellationToken)
    {
        if (!SimpleCommands.IsBlank(context.Argument))
            return SmtpReplies.NoArgument;
        if (context.Services.Tls is not { } tls)
            return SmtpReplies.NotImplemented;
        if (context.IsTls)
            return SmtpReplies.BadSequence;

        var result = await TlsUpgrade.RunAsync(context.Connection, tls, Ready.Octets, context.Facts, context.Services.Logger, cancellationToken).ConfigureAwait(false);
        if (result != TlsUpgradeResult.Started)
            return result == TlsUpgradeResult.Pipelined ? Pipelined : result == TlsUpgradeResult.Unavailable ? Unavailable : null;

        context.StartOver();
        context.Services.Metrics?.TlsStarted();
        return SmtpReply.Nothing;
    }
}
