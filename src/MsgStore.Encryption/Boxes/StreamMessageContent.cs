using MsgStore.Delivery;

namespace MsgStore.Encryption.Boxes;

/// <summary>A message that is read once, from a stream somebody else disposes.</summary>
internal sealed class StreamMessageContent(Stream stream) : MessageContent
{
    // Asked again when the stream has been read and disposed.
    public override long Length { get; } = stream.Length;

    // It comes out of a store, and could not be looked at before it is read.
    public override bool HasCrlfLineEnds => true;

    public override Stream OpenRead()
    {
        stream.Position = 0;
        return stream;
    }
}
