using System.Collections.Immutable;
using MsgStore.Content;
using MsgStore.Delivery;
using MsgStore.Protocols.Wire;
using MsgStore.Storage;

namespace MsgStore.Protocols.Smtp;

/// <summary>Takes a message's octets and remembers the first reason why it cannot be kept, after which octets are counted and dropped.</summary>
internal sealed class SmtpMessageSink : IDisposable
{
    private readonly long _maxSize;
    private ContentBuffer? _buffer;
    private LineEndCheck _lineEnds;

    /// <summary>Makes an empty sink.</summary>
    /// <param name="contents">Where octets go.</param>
    /// <param name="expectedSize">SIZE as declared.</param>
    /// <param name="octetsInFront">Tells how many octets of header fields will stand in front of the message.</param>
    /// <param name="maxSize">The largest message, in octets.</param>
    /// <exception cref="MsgStoreException">DiskFull: the message will not fit.</exception>
    public SmtpMessageSink(ContentBufferFactory contents, long? expectedSize, Func<int> octetsInFront, long maxSize)
    {
        _maxSize = maxSize;
        _buffer = contents.Create(expectedSize, octetsInFront);
    }

    /// <summary>Why the message will be refused; <see langword="null"/> so far.</summary>
    public SmtpReply? Failure { get; private set; }

    /// <summary>Octets that arrived, kept or not.</summary>
    public long Received { get; private set; }

    /// <summary>Takes octets of DATA, whose line ends the unstuffing has checked.</summary>
    public void Write(ReadOnlySpan<byte> octets)
    {
        Received += octets.Length;
        if (Received > _maxSize)
            Fail(SmtpReplies.TooLarge);
        if (_buffer is null || octets.IsEmpty)
            return;
        try
        {
            _buffer.Write(octets);
        }
        catch (MsgStoreException e)
        {
            Fail(SmtpReplies.For(e));
        }
    }

    /// <summary>Takes octets of BDAT, which may hold anything.</summary>
    public void WriteChecked(ReadOnlySpan<byte> octets)
    {
        if (!_lineEnds.Check(octets))
            Fail(SmtpReplies.BadLineEnds);
        Write(octets);
    }

    /// <summary>Refuses the message, whatever comes.</summary>
    public void Fail(SmtpReply failure)
    {
        Failure ??= failure;
        _buffer?.Dispose();
        _buffer = null;
    }

    /// <summary>Ends a message that came in BDAT chunks: a missing last CRLF is added, since stored text is lines (RFC 5322 §2.1).</summary>
    public void EndChunks()
    {
        if (_lineEnds.IsAfterCr)
            Fail(SmtpReplies.BadLineEnds);
        else if (!_lineEnds.IsAtLineStart && Received > 0)
            Write("\r\n"u8);
    }

    /// <summary>Gives the whole message.</summary>
    /// <returns>False where it failed; <see cref="Failure"/> says why.</returns>
    public bool TryComplete(out MessageContent content, out ImmutableArray<byte> sha256)
    {
        content = MessageContent.FromMemory(default);
        sha256 = [];
        if (_buffer is null)
            return false;
        try
        {
            content = _buffer.Complete(out sha256);
            return true;
        }
        catch (MsgStoreException e)
        {
            Fail(SmtpReplies.For(e));
            return false;
        }
    }

    /// <summary>Gives the octets' owner away, to be disposed later than this.</summary>
    public IDisposable? Detach()
    {
        var buffer = _buffer;
        _buffer = null;
        return buffer;
    }

    public void Dispose()
    {
        _buffer?.Dispose();
        _buffer = null;
    }
}
