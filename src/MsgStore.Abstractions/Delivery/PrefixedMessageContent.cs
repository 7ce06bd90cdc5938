namespace MsgStore.Delivery;

internal sealed class PrefixedMessageContent(ReadOnlyMemory<byte> prefix, MessageContent rest) : MessageContent
{
    public override long Length => prefix.Length + rest.Length;

    public override long WireSize => prefix.Length + rest.WireSize;

    public override Stream OpenRead() => new PrefixedReadStream(prefix, rest.OpenRead(), Length);
}
