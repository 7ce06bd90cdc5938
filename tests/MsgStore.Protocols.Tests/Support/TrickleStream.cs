namespace MsgStore.Protocols.Tests.Support;

/// <summary>Gives one octet at a time, and then an end or an exception.</summary>
internal sealed class TrickleStream(byte[] octets, Exception? failure = null) : MemoryStream(octets)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        failure is not null && Position == Length ? throw failure : base.ReadAsync(buffer[..1], cancellationToken);
}
