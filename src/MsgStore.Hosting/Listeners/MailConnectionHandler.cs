using System.ComponentModel;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using MsgStore.Protocols;

namespace MsgStore.Hosting.Listeners;

/// <summary>Serves the connections of one listener.</summary>
/// <param name="options">The listener's limits.</param>
/// <param name="session">The limits of its sessions.</param>
/// <param name="refusal">What a client is told that finds no place.</param>
/// <param name="serve">Runs a session.</param>
/// <param name="time">The clock.</param>
/// <param name="drain">Signalled when the host stops: sessions end at the next good moment.</param>
internal sealed class MailConnectionHandler(
    ListenerOptions options, MailSessionOptions session, ReadOnlyMemory<byte> refusal,
    Func<ConnectionContext, ConnectionFacts, CancellationToken, Task<SessionEnd>> serve, TimeProvider time, CancellationToken drain)
{
    private readonly ConnectionLimiter _limiter = new(options.MaxConnections, options.MaxConnectionsPerClient);

    /// <summary>Turns away connections that find no place, and takes places back when the sockets are closed, not when the sessions are over.</summary>
    public ConnectionDelegate Limit(ConnectionDelegate next) => async connection =>
    {
        var client = connection.RemoteEndPoint;
        var deadline = new ConnectionDeadline(connection, time, drain);
        await using var _ = deadline.ConfigureAwait(false);
        deadline.BeginHandshake(session.HandshakeTimeout);
        if (!_limiter.TryEnter(client))
        {
            await RefuseAsync(connection, deadline).ConfigureAwait(false);
            return;
        }
        try
        {
            connection.Features.Set(deadline);
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            await CloseAsync(connection, deadline).ConfigureAwait(false);
            _limiter.Leave(client);
        }
    };

    public async Task OnConnectedAsync(ConnectionContext connection)
    {
        // Limit stands before this and has set it.
        var deadline = connection.Features.GetRequiredFeature<ConnectionDeadline>();
        deadline.BeginSession();
        var end = SessionEnd.Cut;
        try
        {
            end = await serve(connection, FactsOf(connection, connection.RemoteEndPoint), drain).ConfigureAwait(false);
            deadline.BeginClose(session.CloseTimeout);
            // Without close_notify a client cannot tell the end from a cut (RFC 8446 §6.1), and the transport sends none.
            if (end == SessionEnd.Orderly && connection.Features.Get<ISslStreamFeature>() is { } tls)
                await tls.SslStream.ShutdownAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException or Win32Exception)
        {
            // The client is gone, or was too slow; there is nobody left to tell.
            end = SessionEnd.Cut;
        }
        finally
        {
            if (end == SessionEnd.Cut)
                deadline.Cut();
        }
    }

    private async ValueTask RefuseAsync(ConnectionContext connection, ConnectionDeadline deadline)
    {
        // A peer that waits for a TLS handshake could make nothing of plain words.
        if (!options.IsImplicitTls)
            await connection.Transport.Output.WriteAsync(refusal).ConfigureAwait(false);
        await CloseAsync(connection, deadline).ConfigureAwait(false);
    }

    // The server would close the connection too, only later, when it counts no more; closing twice does nothing.
    private async ValueTask CloseAsync(ConnectionContext connection, ConnectionDeadline deadline)
    {
        deadline.BeginClose(session.CloseTimeout);
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    private static ConnectionFacts FactsOf(ConnectionContext connection, EndPoint? client) => new()
    {
        RemoteEndPoint = client,
        LocalEndPoint = connection.LocalEndPoint,
        IsTls = connection.Features.Get<ITlsHandshakeFeature>() is not null,
    };
}
