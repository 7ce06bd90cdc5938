using System.IO.Pipelines;
using MsgStore.Delivery;
using MsgStore.Protocols.Wire;

namespace MsgStore.Protocols.Pop3;

/// <summary>Serves one POP3 connection (RFC 1939) from greeting to close.</summary>
/// <param name="transport">The octets of the peer. The session completes neither side; the host closes the connection when the session ends.</param>
/// <param name="facts">What the host knows of the connection.</param>
/// <param name="options">How the listener behaves.</param>
/// <param name="services">What the session works with.</param>
public sealed class Pop3ServerSession(IDuplexPipe transport, ConnectionFacts facts, Pop3ServerOptions options, Pop3ServerServices services)
{
    /// <summary>Serves the connection. Returns when it is to be closed; trouble of the peer's or the store's making is no exception.</summary>
    /// <param name="drain">When signalled, a session that waits for a command is told so and ends; no mail is removed.</param>
    /// <param name="cancellationToken">Ends the session without a word.</param>
    /// <returns>Whether the connection is to be closed or cut.</returns>
    public async Task<SessionEnd> RunAsync(CancellationToken drain = default, CancellationToken cancellationToken = default)
    {
        services.Metrics?.Connected(facts.IsTls);
        ProtocolLog.Connected(services.Logger, "POP3", facts.ClientIP);
        var connection = new WireConnection(transport, services.TimeProvider, options.IdleTimeout, options.SessionTimeout, drain)
        {
            HandshakeTimeout = options.HandshakeTimeout,
            CloseTimeout = options.CloseTimeout,
            Budget = new CommandBudget(options.MaxUnproductiveCommands),
        };
        await using (connection.ConfigureAwait(false))
        {
            var context = new Pop3Context(connection, facts, options, services);
            await using (context.ConfigureAwait(false))
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
                    services.Metrics?.Disconnected();
                    ProtocolLog.Disconnected(services.Logger, "POP3", facts.ClientIP);
                }
            }
        }

        return connection.End;
    }

    private async ValueTask ServeAsync(Pop3Context context, CancellationToken cancellationToken)
    {
        var reply = await context.AdmitAsync(AdmissionStage.Connect, null, cancellationToken).ConfigureAwait(false);
        if (reply is not null)
        {
            context.Connection.Write(reply.Octets.Span);
            return;
        }

        context.Connection.Write(Pop3Reply.Ok($"{options.ServerName} POP3 server ready").Octets.Span);
        var errors = 0;
        do
        {
            reply = await NextAsync(context, cancellationToken).ConfigureAwait(false);
            if (reply is null)
                return;
            context.LogRefusal(reply);
            if (reply.IsError && ++errors > options.MaxErrors && !reply.Close)
            {
                reply = Pop3Replies.TooManyErrors;
                context.LogRefusal(reply);
            }
            context.Connection.Write(reply.Octets.Span);
        }
        while (!reply.Close);
    }

    private async ValueTask<Pop3Reply?> NextAsync(Pop3Context context, CancellationToken cancellationToken)
    {
        if (context.Connection.IsDraining)
            return Pop3Replies.For(LineStatus.Draining);
        if (context.Connection.WantsFlush)
            await context.Connection.FlushAsync(cancellationToken).ConfigureAwait(false);
        var status = await context.Connection.ReadLineAsync(options.MaxCommandLineInOctets, leaveOnDrain: true, cancellationToken).ConfigureAwait(false);
        if (status != LineStatus.Complete)
            return Pop3Replies.For(status);
        if (!context.Connection.Budget.TrySpend())
            return Pop3Replies.TooManyCommands;
        var line = context.Connection.Line;
        var end = line.IndexOf((byte)' ');
        var verb = end < 0 ? line : line[..end];
        if (Pop3CommandTable.Find(verb) is not { } command)
        {
            services.Metrics?.Command("unknown");
            return Pop3Replies.UnknownCommand;
        }

        services.Metrics?.Command(command.Verb);
        context.Verb = command.Verb;
        if ((command.Allowed & context.State) == Pop3States.None)
            return context.State == Pop3States.Authorization ? Pop3Replies.NotInAuthorization : Pop3Replies.NotInTransaction;
        context.VerbLength = verb.Length;
        return await ServeCommandAsync(context, command, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Pop3Reply?> ServeCommandAsync(Pop3Context context, Pop3Command command, CancellationToken cancellationToken)
    {
        try
        {
            return await command.Run(context, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // A server outlives whatever one command does.
            ProtocolLog.CommandFailed(services.Logger, e, "POP3");
            context.IsRefusalLogged = true;
            if (!command.IsStreamed)
                return Pop3Replies.InternalError;
            context.Connection.Cut();
            return null;
        }
    }
}
