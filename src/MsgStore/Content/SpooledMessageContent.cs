using MsgStore.Delivery;

namespace MsgStore.Content;

internal sealed class SpooledMessageContent(SpoolFile file, long length, bool hasCrlfLineEnds) : MessageContent
{
    /// <summary>The file, which holds these octets and no others behind its room.</summary>
    public SpoolFile File => file;

    public override long Length => length;

    public override bool HasCrlfLineEnds => hasCrlfLineEnds;

    public override Stream OpenRead() => new SpoolReadStream(file, length);
}
