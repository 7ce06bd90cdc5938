using System.Diagnostics.CodeAnalysis;

namespace MsgStore.Delivery;

/// <summary>Octets in front of a content, or in the place of its first ones.</summary>
internal sealed class PrefixedMessageContent(ReadOnlyMemory<byte> prefix, MessageContent rest, long replaced = 0) : MessageContent
{
    /// <summary>The octets it begins with.</summary>
    public ReadOnlyMemory<byte> Prefix => prefix;

    public override long Length => prefix.Length + rest.Length - replaced;

    public override long WireSize => prefix.Length + rest.WireSize - replaced;

    // Where octets were replaced, the rest may begin in the middle of a line end.
    public override bool HasCrlfLineEnds => replaced == 0 && rest.HasCrlfLineEnds && new LineEndConverter().MeasureGrowth(prefix.Span) == 0;

    public override bool TryGetParts(out ReadOnlyMemory<byte> front, [NotNullWhen(true)] out MessageContent? behind)
    {
        front = prefix;
        behind = replaced == 0 ? rest : null;
        return behind is not null;
    }

    public override Stream OpenRead() => new PrefixedReadStream(prefix, rest.OpenRead(), replaced, Length);
}
