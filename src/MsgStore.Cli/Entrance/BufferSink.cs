using MsgStore.Content;
using MsgStore.Storage;

namespace MsgStore.Cli.Entrance;

/// <summary>Puts the octets into a content buffer, up to a limit.</summary>
/// <param name="buffer">Takes them.</param>
/// <param name="most">Octets at most; <see langword="null"/> for no limit.</param>
internal sealed class BufferSink(ContentBuffer buffer, long? most) : IOctetSink
{
    public void Write(ReadOnlySpan<byte> octets)
    {
        if (buffer.Length + octets.Length > most)
            throw new MsgStoreException(StoreError.MessageTooLarge, $"The message has more than the {most} octets of --max-size.");
        buffer.Write(octets);
    }

    public void Complete()
    {
    }
}
