namespace MsgStore.Queue.Relay;

/// <summary>Opens conversations with hops. Safe for concurrent use.</summary>
public interface IRelayTransport
{
    /// <summary>Connects, says hello, starts TLS and logs in, as the hop's settings ask.</summary>
    /// <param name="hop">The host.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="RelayException">The hop cannot be used; the next one may.</exception>
    ValueTask<IRelayConnection> ConnectAsync(RelayHop hop, CancellationToken cancellationToken = default);
}
