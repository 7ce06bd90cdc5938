using System.IO.Pipelines;
using MsgStore.Delivery;
using MsgStore.Protocols.Smtp.Syntax;
using MsgStore.Protocols.Wire;

namespace MsgStore.Protocols.Smtp;

/// <summary>Serves one SMTP, submission or LMTP connection (RFC 5321, RFC 6409, RFC 2033) from greeting to close.</summary>
/// <param name="transport">The octets of the peer. The session completes neither side; the host closes the connection when the session ends.</param>
/// <param name="facts">What the host knows of the connection.</param>
/// <param name="options">How the listener behaves.</param>
/// <param name="services">What the session works with.</param>
public sealed class SmtpServerSession(IDuplexPipe transport, ConnectionFacts facts, SmtpServerOptions options, SmtpServerServices services)
{
    /// <summary>Serves the connection. Returns when it is to be closed; trouble of the peer's or the store's making is no exception.</summary>
    /// <param name="drain">When signalled, a session that waits for a command is told 421 4.3.2 and ends; a message under way is finished first.</param>
    /// <param name="cancellationToken">Ends the session without a word, and what it was doing with it.</param>
    /// <returns>Whether the connection is to be closed or cut.</returns>
    public async Task<SessionEnd> RunAsync(CancellationToken drain = default, CancellationToken cancellationToken = default)
    {
        services.Metrics?.Connected(facts.IsTls);
        ProtocolLog.Connected(services.Logger, "SMTP", facts.ClientIP);
        var connection = new WireConnection(transport, services.TimeProvider, options.IdleTimeout, options.SessionTimeout, drain)
        {
            HandshakeTimeout = options.HandshakeTimeout,
            CloseTimeout = options.CloseTimeout,
            Budget = new CommandBudget(options.MaxUnproductiveCommands),
        };
        await using (connection.ConfigureAwait(false))
        using (var context = new SmtpContext(connection, facts, options, services))
        {
            try
            {
                await ServeAsync(context, cancellationToken).ConfigureAwait(false);
                await connection.CloseAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The host wants the connection gone, and it goes.
                connection.Cut();
            }
            finally
            {
                RememberUnanswered(context);
                services.Metrics?.Disconnected();
                ProtocolLog.Disconnected(services.Logger, "SMTP", facts.ClientIP);
            }
        }

        return connection.End;
    }

    private async ValueTask ServeAsync(SmtpContext context, CancellationToken cancellationToken)
    {
        var reply = await context.AdmitAsync(AdmissionStage.Connect, null, cancellationToken).ConfigureAwait(false);
        if (reply is not null)
        {
            context.Connection.Write(reply.Octets.Span);
            return;
        }

        context.Connection.Write(SmtpReply.Plain(220, $"{options.ServerName} {(options.Mode == SmtpMode.Lmtp ? "LMTP" : "ESMTP")}").Octets.Span);
        var errors = 0;
        do
        {
            reply = await NextAsync(context, cancellationToken).ConfigureAwait(false);
            if (reply is null)
                return;
            LogRefusal(context, reply);
            if (reply.Code >= 500 && ++errors > options.MaxErrors)
            {
                reply = SmtpReplies.TooManyErrors;
                LogRefusal(context, reply);
            }
            context.Connection.Write(reply.Octets.Span);
            await ConfirmAsync(context, cancellationToken).ConfigureAwait(false);
        }
        while (!reply.Close);
    }

    private async ValueTask<SmtpReply?> NextAsync(SmtpContext context, CancellationToken cancellationToken)
    {
        if (context.Connection.IsDraining && context.Transaction is null)
            return SmtpReplies.For(LineStatus.Draining);
        if (context.Connection.WantsFlush)
            await context.Connection.FlushAsync(cancellationToken).ConfigureAwait(false);
        var leaveOnDrain = context.State != SmtpStates.Chunking;
        var status = await context.Connection.ReadLineAsync(options.MaxCommandLineInOctets, leaveOnDrain, cancellationToken).ConfigureAwait(false);
        if (status != LineStatus.Complete)
            return SmtpReplies.For(status);
        if (!context.Connection.Budget.TrySpend())
            return SmtpReplies.TooManyCommands;
        var reader = new SmtpLineReader(context.Connection.Line);
        if (!reader.TryReadVerb(out var verb) || SmtpCommandTable.Find(verb, options.Mode) is not { } command)
        {
            services.Metrics?.Command("unknown");
            return SmtpReplies.UnknownCommand;
        }

        services.Metrics?.Command(command.Verb);
        context.Verb = command.Verb;
        if ((command.Allowed & context.State) == SmtpStates.None)
            return SmtpReplies.BadSequence;
        if (!command.IsOpen && Barrier(context) is { } barred)
            return barred;
        context.VerbLength = verb.Length;
        return await ServeCommandAsync(context, command, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<SmtpReply?> ServeCommandAsync(SmtpContext context, SmtpCommand command, CancellationToken cancellationToken)
    {
        try
        {
            return await command.Run(context, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // A server outlives whatever one command does. What is left of the input may be anything, so the connection ends here.
            ProtocolLog.CommandFailed(services.Logger, e, "SMTP");
            context.IsRefusalLogged = true;
            return SmtpReplies.InternalError;
        }
    }

    // One line for each: a policy's has its name, a message's is the line of its delivery, a login's says whose it was.
    private void LogRefusal(SmtpContext context, SmtpReply reply)
    {
        if (reply.Code >= 400 && !context.IsRefusalLogged)
            Refusal.Log(services.Logger, context.Protocol, context.Verb, "the session", reply.Status, context.Remedy is { } remedy ? $"{reply.Text} ({remedy})" : reply.Text);
        (context.IsRefusalLogged, context.Remedy, context.Verb) = (false, null, "input");
    }

    private SmtpReply? Barrier(SmtpContext context)
    {
        if (options.RequireTls && !context.IsTls)
            return SmtpReplies.TlsRequired;
        return options.Mode == SmtpMode.Submission && context.User is null ? SmtpReplies.AuthRequired : null;
    }

    // The reply to a message is sent at once, to learn whether it could be.
    private static async ValueTask ConfirmAsync(SmtpContext context, CancellationToken cancellationToken)
    {
        if (context.Unanswered is null)
            return;
        if (await context.Connection.FlushAsync(cancellationToken).ConfigureAwait(false))
            context.Unanswered = null;
        else
            RememberUnanswered(context);
    }

    private static void RememberUnanswered(SmtpContext context)
    {
        if (context.Unanswered is { } message)
            context.Services.RetryMemory?.Remember(message.Envelope, message.Report);
        context.Unanswered = null;
    }
}
