using MsgStore.Delivery;

namespace MsgStore.Content;

internal sealed class SpooledMessageContent(SpoolFile file, long length, bool hasCrlfLineEnds) : MessageContent
{
    public override long Length => length;

    public override bool HasCrlfLineEnds => hasCrlfLineEnds;

    public override Stream OpenRead() => new SpoolReadStream(file, length);
}
