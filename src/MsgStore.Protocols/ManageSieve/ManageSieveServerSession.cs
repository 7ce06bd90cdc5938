using System.IO.Pipelines;
using MsgStore.Delivery;
using MsgStore.Protocols.ManageSieve.Commands;
using MsgStore.Protocols.Wire;
using MsgStore.Storage;

namespace MsgStore.Protocols.ManageSieve;

/// <summary>Serves one ManageSieve connection (RFC 5804) from greeting to close.</summary>
/// <param name="transport">The octets of the peer. The session completes neither side; the host closes the connection when the session ends.</param>
/// <param name="facts">What the host knows of the connection.</param>
/// <param name="options">How the listener behaves.</param>
/// <param name="services">What the session works with.</param>
public sealed class ManageSieveServerSession(IDuplexPipe transport, ConnectionFacts facts, ManageSieveServerOptions options, ManageSieveServerServices services)
{
    private const string Protocol = "ManageSieve";

    /// <summary>Serves the connection. Returns when it is to be closed; trouble of the peer's or the store's making is no exception.</summary>
    /// <param name="drain">When signalled, a session that waits for a command is told so and ends.</param>
    /// <param name="cancellationToken">Ends the session without a word.</param>
    /// <returns>Whether the connection is to be closed or cut.</returns>
    public async Task<SessionEnd> RunAsync(CancellationToken drain = default, CancellationToken cancellationToken = default)
    {
        ProtocolLog.Connected(services.Logger, Protocol, facts.ClientIP);
        var connection = new WireConnection(transport, services.TimeProvider, options.IdleTimeout, options.SessionTimeout, drain)
        {
            HandshakeTimeout = options.HandshakeTimeout,
            CloseTimeout = options.CloseTimeout,
            Budget = new CommandBudget(options.MaxUnproductiveCommands),
        };
        await using (connection.ConfigureAwait(false))
        {
            using var context = new ManageSieveContext(connection, facts, options, services);
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
                ProtocolLog.Disconnected(services.Logger, Protocol, facts.ClientIP);
            }
        }

        return connection.End;
    }

    private async ValueTask ServeAsync(ManageSieveContext context, CancellationToken cancellationToken)
    {
        var reply = await context.AdmitAsync(AdmissionStage.Connect, null, cancellationToken).ConfigureAwait(false);
        if (reply is not null)
        {
            context.Connection.Write((reply.Close ? reply : ManageSieveReply.Bye("Not now", "TRYLATER")).Octets.Span);
            return;
        }

        SessionCommands.WriteCapabilities(context);
        context.Connection.Write(ManageSieveReply.Ok("MsgStore ManageSieve ready").Octets.Span);
        var errors = 0;
        do
        {
            if (context.Connection.WantsFlush)
                await context.Connection.FlushAsync(cancellationToken).ConfigureAwait(false);
            var (request, failure) = await context.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (!context.Connection.Budget.TrySpend())
                failure = ManageSieveReplies.TooManyCommands;
            reply = request is null || failure is not null ? failure : await AnswerAsync(context, request, cancellationToken).ConfigureAwait(false);
            if (reply is null)
                return;
            context.LogRefusal(reply);
            if (reply.IsProtocolError && ++errors > options.MaxErrors)
            {
                reply = ManageSieveReplies.TooManyErrors;
                context.LogRefusal(reply);
            }
            context.Connection.Write(reply.Octets.Span);
        }
        while (!reply.Close);
    }

    private async ValueTask<ManageSieveReply?> AnswerAsync(ManageSieveContext context, ManageSieveRequest request, CancellationToken cancellationToken)
    {
        if (ManageSieveCommandTable.Find(request.Verb) is not { } command)
            return ManageSieveReplies.UnknownCommand;
        context.Verb = command.Verb;
        if (command.ForUsers is { } forUsers && forUsers != context.User is not null)
            return ManageSieveReplies.NotNow;
        if (request.Arguments.Count < command.Arguments.Least || request.Arguments.Count > command.Arguments.Most)
            return ManageSieveReplies.BadArguments;
        try
        {
            return await command.Run(context, request, cancellationToken).ConfigureAwait(false);
        }
        catch (MsgStoreException e)
        {
            ProtocolLog.CommandFailed(services.Logger, e, Protocol);
            context.IsRefusalLogged = true;
            return ManageSieveReplies.For(e);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // A server outlives whatever one command does.
            ProtocolLog.CommandFailed(services.Logger, e, Protocol);
            context.IsRefusalLogged = true;
            return ManageSieveReplies.InternalError;
        }
    }
}
