using System.Net.Security;
using Microsoft.Extensions.Logging;

namespace MsgStore.Protocols.Wire;

/// <summary>Goes under TLS in the middle of a session, as STARTTLS and STLS ask for in every protocol (RFC 3207, RFC 2595 §4, RFC 5804 §2.2).</summary>
internal static class TlsUpgrade
{
    /// <summary>
    /// Says the go-ahead and shakes hands. The settings are asked for first: after a go-ahead the client sends a handshake, and no refusal in clear
    /// could reach it any more.
    /// </summary>
    /// <param name="connection">The connection, with nothing queued.</param>
    /// <param name="tls">Gives the settings, first without a name and then for the name that the client asks for (RFC 6066 §3).</param>
    /// <param name="goAhead">The protocol's go-ahead, CRLF included.</param>
    /// <param name="facts">Who is connected.</param>
    /// <param name="logger">Takes what failed.</param>
    /// <param name="cancellationToken">Ends the session.</param>
    public static async ValueTask<TlsUpgradeResult> RunAsync(WireConnection connection, Func<string?, SslServerAuthenticationOptions> tls,
        ReadOnlyMemory<byte> goAhead, ConnectionFacts facts, ILogger logger, CancellationToken cancellationToken)
    {
        // What came before the handshake is anybody's; obeyed after it, it would pass for the client's own (RFC 3207 §6).
        if (connection.HasBufferedInput())
            return TlsUpgradeResult.Pipelined;
        try
        {
            _ = tls(null);
        }
        catch (Exception e)
        {
            ProtocolLog.TlsUnavailable(logger, e.Message);
            return TlsUpgradeResult.Unavailable;
        }

        connection.Write(goAhead.Span);
        if (!await connection.FlushAsync(cancellationToken).ConfigureAwait(false))
            return TlsUpgradeResult.Failed;
        if (await connection.StartTlsAsync(tls, cancellationToken).ConfigureAwait(false) is not { } failure)
            return TlsUpgradeResult.Started;
        ProtocolLog.TlsFailed(logger, facts.ClientIP, failure.GetType().Name);
        return TlsUpgradeResult.Failed;
    }
}

/// <summary>How a request for TLS ended.</summary>
internal enum TlsUpgradeResult
{
    /// <summary>The connection is under TLS.</summary>
    Started,

    /// <summary>Something followed the command before its reply, so nothing that comes can be trusted any more.</summary>
    Pipelined,

    /// <summary>There is no certificate now; the session goes on in clear.</summary>
    Unavailable,

    /// <summary>The handshake failed or the client is gone, and the connection is of no use.</summary>
    Failed,
}
