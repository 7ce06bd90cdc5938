namespace MsgStore.Delivery;

/// <summary>A complete, immutable, replayable message: RFC 5322 octets with CRLF line ends, dot-stuffing removed, or their sealed form.</summary>
/// <remarks>Safe for concurrent readers. Valid as long as its owner says, which is at least until the delivery it was passed to ends.</remarks>
public abstract class MessageContent
{
    /// <summary>Octets that <see cref="OpenRead"/> yields.</summary>
    public abstract long Length { get; }

    /// <summary>Octets of the plaintext message, as POP3 and IMAP count them; differs from <see cref="Length"/> only for sealed content.</summary>
    public virtual long WireSize => Length;

    /// <summary>Opens the octets from the start; each call gives an independent stream that the caller disposes.</summary>
    public abstract Stream OpenRead();

    /// <summary>Gives the octets without a copy where they are in memory already.</summary>
    public virtual bool TryGetMemory(out ReadOnlyMemory<byte> octets)
    {
        octets = default;
        return false;
    }

    /// <summary>Content over octets in memory, which must not change afterwards.</summary>
    public static MessageContent FromMemory(ReadOnlyMemory<byte> octets) => new MemoryMessageContent(octets);

    /// <summary>
    /// This content with header fields in front of it. Where it begins with what is no header field, an empty line comes between, and the separator line
    /// of an mbox file becomes a field <c>X-Mailbox-Line</c>. Reads the first line.
    /// </summary>
    /// <param name="fields">Whole header fields, each ended by CRLF.</param>
    public MessageContent WithPrefix(ReadOnlyMemory<byte> fields) =>
        fields.IsEmpty ? this : new PrefixedMessageContent(HeaderStart.Join(fields, this), this);

    /// <summary>This content with other octets in the place of its first ones, as a changed header section in the place of the one it had. The rest is streamed.</summary>
    /// <param name="octets">What it begins with.</param>
    /// <param name="replaced">How many octets these stand for.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many octets.</exception>
    public MessageContent WithStart(ReadOnlyMemory<byte> octets, long replaced)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(replaced);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(replaced, Length);
        return new PrefixedMessageContent(octets, this, replaced);
    }
}
