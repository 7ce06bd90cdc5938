using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using MsgStore.Protocols;

namespace MsgStore.Hosting.Listeners;

/// <summary>Serves the connections of one listener.</summary>
/// <param name="options">The listener's limits.</param>
/// <param name="refusal">What a client is told that finds no place.</param>
/// <param name="serve">Runs a session.</param>
/// <param name="drain">Signalled when the host stops: sessions end at the next good moment.</param>
internal sealed class MailConnectionHandler(
    ListenerOptions options, ReadOnlyMemory<byte> refusal, Func<ConnectionContext, ConnectionFacts, CancellationToken, Task> serve, CancellationToken drain)
{
    private readonly ConnectionLimiter _limiter = new(options.MaxConnections, options.MaxConnectionsPerClient);

    /// <summary>Turns away connections that find no place.</summary>
    public ConnectionDelegate Limit(ConnectionDelegate next) => async connection =>
    {
        var client = connection.RemoteEndPoint;
        if (!_limiter.TryEnter(client))
        {
            // A peer that waits for a TLS handshake could make nothing of plain words.
            if (!options.IsImplicitTls)
                await connection.Transport.Output.WriteAsync(refusal).ConfigureAwait(false);
            return;
        }
        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            _limiter.Leave(client);
        }
    };

    public async Task OnConnectedAsync(ConnectionContext connection)
    {
        try
        {
            await serve(connection, FactsOf(connection, connection.RemoteEndPoint), drain).ConfigureAwait(false);
            // Without close_notify a client cannot tell the end from a cut (RFC 8446 §6.1), and the transport sends none.
            if (connection.Features.Get<ISslStreamFeature>() is { } tls)
                await tls.SslStream.ShutdownAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The client is gone; there is nobody left to tell.
        }
    }

    private static ConnectionFacts FactsOf(ConnectionContext connection, EndPoint? client) => new()
    {
        RemoteEndPoint = client,
        LocalEndPoint = connection.LocalEndPoint,
        IsTls = connection.Features.Get<ITlsHandshakeFeature>() is not null,
    };
}
