using System.Buffers;
using System.Security.Cryptography;

namespace MsgStore.Protocols.Wire;

/// <summary>Collects one CRLF-ended line from octets that arrive in any segmentation, in memory bounded by the limit given per line.</summary>
internal sealed class LineBuffer
{
    private const int FirstSize = 256;

    // What may follow a line that is already too long before the connection is given up, in octets.
    private const int Patience = 64 * 1024;

    private static readonly SearchValues<byte> Special = SearchValues.Create("\r\n\0"u8);

    private byte[] _octets = new byte[FirstSize];
    private int _length;
    private long _seen;
    private bool _afterCr;
    private bool _hasNul;
    private bool _done;

    /// <summary>The line without its CRLF; valid until the next call of <see cref="Append"/> or <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Line => _octets.AsSpan(0, _length);

    /// <summary>Whether a line has begun and not ended.</summary>
    public bool IsPartial => !_done && (_seen > 0 || _afterCr);

    /// <summary>Takes octets up to the end of the line.</summary>
    /// <param name="octets">What arrived.</param>
    /// <param name="limit">The longest line to keep, in octets without CRLF.</param>
    /// <param name="consumed">How many octets belong to this line.</param>
    public LineStatus Append(ReadOnlySpan<byte> octets, int limit, out int consumed)
    {
        if (_done)
            Clear();
        consumed = 0;
        while (consumed < octets.Length)
        {
            var rest = octets[consumed..];
            if (_afterCr)
            {
                consumed++;
                return Finish(rest[0] != (byte)'\n' ? LineStatus.BareLineEnd : Verdict(limit));
            }

            var at = rest.IndexOfAny(Special);
            Keep(at < 0 ? rest : rest[..at], limit);
            consumed += at < 0 ? rest.Length : at + 1;
            if (at < 0)
                break;
            if (rest[at] == (byte)'\n')
                return Finish(LineStatus.BareLineEnd);
            _afterCr = rest[at] == (byte)'\r';
            _hasNul |= rest[at] == 0;
        }

        return _seen > (long)limit + Patience ? Finish(LineStatus.Endless) : LineStatus.Incomplete;
    }

    /// <summary>Forgets the line and zeroes what it held, since it may have been a secret.</summary>
    public void Clear()
    {
        CryptographicOperations.ZeroMemory(_octets.AsSpan(0, _length));
        _length = 0;
        _seen = 0;
        _afterCr = _hasNul = _done = false;
    }

    private LineStatus Verdict(int limit) =>
        _seen > limit ? LineStatus.TooLong : _hasNul ? LineStatus.Nul : LineStatus.Complete;

    private LineStatus Finish(LineStatus status)
    {
        _done = true;
        if (status != LineStatus.Complete)
        {
            CryptographicOperations.ZeroMemory(_octets.AsSpan(0, _length));
            _length = 0;
        }

        return status;
    }

    private void Keep(ReadOnlySpan<byte> text, int limit)
    {
        _seen += text.Length;
        var room = Math.Min(text.Length, limit - _length);
        if (room <= 0)
            return;
        if (_length + room > _octets.Length)
            Grow(Math.Min(limit, Math.Max(_length + room, _octets.Length * 2)));
        text[..room].CopyTo(_octets.AsSpan(_length));
        _length += room;
    }

    private void Grow(int size)
    {
        var larger = new byte[Math.Max(size, FirstSize)];
        Line.CopyTo(larger);
        CryptographicOperations.ZeroMemory(_octets.AsSpan(0, _length));
        _octets = larger;
    }
}
