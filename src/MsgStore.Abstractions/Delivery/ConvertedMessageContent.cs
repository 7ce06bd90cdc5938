namespace MsgStore.Delivery;

/// <summary>A content whose line ends are made CRLF while it is read.</summary>
/// <param name="inner">The content as it came.</param>
/// <param name="growth">Octets by which that makes it longer.</param>
internal sealed class ConvertedMessageContent(MessageContent inner, long growth) : MessageContent
{
    public override long Length => inner.Length + growth;

    public override bool HasCrlfLineEnds => true;

    public override Stream OpenRead() => new LineEndReadStream(inner.OpenRead(), Length);
}
