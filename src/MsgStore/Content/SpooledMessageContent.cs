using MsgStore.Delivery;

namespace MsgStore.Content;

internal sealed class SpooledMessageContent(SpoolFile file, long length) : MessageContent
{
    public override long Length => length;

    public override Stream OpenRead() => new SpoolReadStream(file, length);
}
