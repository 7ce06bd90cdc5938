using System.Buffers;

namespace MsgStore.Protocols.Wire;

/// <summary>Finds the end of DATA and removes dot-stuffing (RFC 5321 §4.5.2) without copying, whatever the segmentation.</summary>
/// <remarks>
/// Only CRLF.CRLF ends the data, where the CRLF of the DATA command counts as the first one, so that an empty message and a stuffed first line come out right.
/// A CR without LF, an LF without CR or a NUL sets <see cref="IsMalformed"/>; the content of such data is not specified, since it must be refused.
/// </remarks>
internal struct DotUnstuffer
{
    private static readonly SearchValues<byte> Special = SearchValues.Create("\r\n\0"u8);

    private Place _place;

    private enum Place : byte
    {
        LineStart,
        Text,
        AfterCr,
        AfterDot,
        AfterDotCr,
        End,
    }

    /// <summary>Whether the end mark has been read.</summary>
    public readonly bool IsComplete => _place == Place.End;

    /// <summary>Whether the data held a bare CR, a bare LF or a NUL, and must be refused once its end is read.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Gives the next piece of content, a slice of the input, which may be empty.</summary>
    /// <param name="input">Octets that arrived and are not consumed yet.</param>
    /// <param name="consumed">How many of them are done with; more than none unless the input is empty or the data is complete.</param>
    public ReadOnlyMemory<byte> Next(ReadOnlyMemory<byte> input, out int consumed)
    {
        var octets = input.Span;
        var at = 0;
        if (_place is Place.AfterDot or Place.AfterDotCr)
            at = FinishDot(octets);
        var start = at;
        while (at < octets.Length && _place != Place.End)
        {
            if (_place == Place.LineStart && octets[at] == (byte)'.')
            {
                _place = Place.AfterDot;
                consumed = at + 1;
                return input[start..at];
            }

            at = _place == Place.AfterCr ? FinishCr(octets, at) : SkipText(octets, at);
        }

        consumed = at;
        return input[start..at];
    }

    private int FinishDot(ReadOnlySpan<byte> octets)
    {
        var at = 0;
        if (_place == Place.AfterDot && at < octets.Length)
        {
            // A dot with more behind it on its line was put there by the sender and goes; the rest is text.
            _place = octets[at] == (byte)'\r' ? Place.AfterDotCr : Place.Text;
            if (_place == Place.Text)
                return at;
            at++;
        }

        if (_place != Place.AfterDotCr || at == octets.Length)
            return at;
        if (octets[at] == (byte)'\n')
        {
            _place = Place.End;
            return at + 1;
        }

        IsMalformed = true;
        _place = Place.Text;
        return at;
    }

    private int FinishCr(ReadOnlySpan<byte> octets, int at)
    {
        if (octets[at] == (byte)'\n')
        {
            _place = Place.LineStart;
            return at + 1;
        }

        IsMalformed = true;
        _place = Place.Text;
        return at;
    }

    private int SkipText(ReadOnlySpan<byte> octets, int at)
    {
        _place = Place.Text;
        var found = octets[at..].IndexOfAny(Special);
        if (found < 0)
            return octets.Length;
        if (octets[at + found] == (byte)'\r')
            _place = Place.AfterCr;
        else
            IsMalformed = true;
        return at + found + 1;
    }
}
