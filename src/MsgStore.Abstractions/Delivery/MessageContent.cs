using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace MsgStore.Delivery;

/// <summary>A complete, immutable, replayable message: RFC 5322 octets with CRLF line ends, dot-stuffing removed, or their sealed form.</summary>
/// <remarks>Safe for concurrent readers. Valid as long as its owner says, which is at least until the delivery it was passed to ends.</remarks>
public abstract class MessageContent
{
    private const int BlockSize = 64 * 1024;

    /// <summary>Octets that <see cref="OpenRead"/> yields.</summary>
    public abstract long Length { get; }

    /// <summary>Octets of the plaintext message, as POP3 and IMAP count them; differs from <see cref="Length"/> only for sealed content.</summary>
    public virtual long WireSize => Length;

    /// <summary>Whether every line is known to end in CRLF; false where nobody has looked yet. See <see cref="WithCrlfLineEndsAsync"/>.</summary>
    public virtual bool HasCrlfLineEnds => false;

    /// <summary>Opens the octets from the start; each call gives an independent stream that the caller disposes.</summary>
    public abstract Stream OpenRead();

    /// <summary>Gives the octets without a copy where they are in memory already.</summary>
    public virtual bool TryGetMemory(out ReadOnlyMemory<byte> octets)
    {
        octets = default;
        return false;
    }

    /// <summary>
    /// Gives what this content is made of, where it is octets in memory with the whole of another content behind them, as <see cref="WithPrefix"/> makes
    /// it: a store that has the octets of the other one need not copy them. A content around another says what that one says.
    /// </summary>
    /// <param name="front">The octets in front; may be empty.</param>
    /// <param name="rest">The content behind them.</param>
    public virtual bool TryGetParts(out ReadOnlyMemory<byte> front, [NotNullWhen(true)] out MessageContent? rest)
    {
        front = default;
        rest = null;
        return false;
    }

    /// <summary>Content over octets in memory, which must not change afterwards.</summary>
    public static MessageContent FromMemory(ReadOnlyMemory<byte> octets) => new MemoryMessageContent(octets);

    /// <summary>Content of a text in UTF-8, as MIME libraries and string literals give it: each line ends in CRLF, whatever it ended in before, the last one too.</summary>
    public static MessageContent FromText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var octets = Encoding.UTF8.GetBytes(text is "" || text[^1] is '\r' or '\n' ? text : text + "\r\n");
        return FromMemory(octets).WithCrlfLineEnds(octets);
    }

    /// <summary>
    /// This content with CRLF at the end of every line that ends in a lone LF or CR, which is itself where there is none: nothing is copied then. A last
    /// line without an end stays so. Every store, queue and pipeline begins with it, unless the content is sealed; a store of your own does likewise.
    /// </summary>
    /// <param name="cancellationToken">Ends the look at the octets.</param>
    public async ValueTask<MessageContent> WithCrlfLineEndsAsync(CancellationToken cancellationToken = default)
    {
        if (HasCrlfLineEnds)
            return this;
        if (TryGetMemory(out var octets))
            return WithCrlfLineEnds(octets.Span);
        var growth = await MeasureGrowthAsync(cancellationToken).ConfigureAwait(false);
        return growth == 0 ? this : new ConvertedMessageContent(this, growth);
    }

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

    /// <summary>How long it is; its octets are nobody's who prints it.</summary>
    public override string ToString() => $"{Length} octets";

    private MessageContent WithCrlfLineEnds(ReadOnlySpan<byte> octets)
    {
        var growth = new LineEndConverter().MeasureGrowth(octets);
        if (growth == 0)
            return this;
        var converted = new byte[octets.Length + growth];
        new LineEndConverter().Convert(octets, converted);
        return FromMemory(converted);
    }

    private async ValueTask<long> MeasureGrowthAsync(CancellationToken cancellationToken)
    {
        var converter = new LineEndConverter();
        var growth = 0L;
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            var stream = OpenRead();
            await using (stream.ConfigureAwait(false))
                while (await stream.ReadAsync(block.AsMemory(0, BlockSize), cancellationToken).ConfigureAwait(false) is > 0 and var count)
                    growth += converter.MeasureGrowth(block.AsSpan(0, count));
            return growth;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block, clearArray: true);
        }
    }
}
