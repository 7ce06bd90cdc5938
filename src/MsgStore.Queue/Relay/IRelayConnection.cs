namespace MsgStore.Queue.Relay;

/// <summary>An open conversation with a hop that takes one message after the other. For one caller at a time.</summary>
/// <remarks>Disposing it says goodbye where that is possible without waiting long.</remarks>
public interface IRelayConnection : IAsyncDisposable
{
    /// <summary>What the hop can do.</summary>
    RelayCapabilities Capabilities { get; }

    /// <summary>Whether another message may be sent: false after trouble that left the dialogue in an unknown state.</summary>
    bool IsReusable { get; }

    /// <summary>Sends one message.</summary>
    /// <param name="message">The message and its recipients.</param>
    /// <param name="cancellationToken">Ends the dialogue; whether the hop took the message is then unknown.</param>
    /// <returns>One reply for each recipient. Where the connection broke after some recipients had been refused for good, those keep their reply and the rest have a transient one.</returns>
    /// <exception cref="RelayException">The connection broke, and no recipient has a final reply.</exception>
    ValueTask<RelayReport> SendAsync(RelayMessage message, CancellationToken cancellationToken = default);
}
