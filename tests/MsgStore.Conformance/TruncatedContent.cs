using MsgStore.Delivery;

namespace MsgStore.Conformance;

/// <summary>Content that promises more octets than it gives.</summary>
internal sealed class TruncatedContent(long promised, int given) : MessageContent
{
    public override long Length => promised;

    public override Stream OpenRead() => new MemoryStream(new byte[given], writable: false);
}
