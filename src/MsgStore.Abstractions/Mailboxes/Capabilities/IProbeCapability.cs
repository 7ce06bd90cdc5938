namespace MsgStore.Mailboxes.Capabilities;

/// <summary>Store level: whether the store can take mail now. Asked by the health check.</summary>
public interface IProbeCapability
{
    /// <summary>Writes and flushes a probe.</summary>
    /// <exception cref="Storage.MsgStoreException">Why not.</exception>
    ValueTask ProbeAsync(CancellationToken cancellationToken = default);
}
