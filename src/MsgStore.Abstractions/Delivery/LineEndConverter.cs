namespace MsgStore.Delivery;

/// <summary>Makes every line end CRLF, in octets that come in pieces: a lone LF, as most systems write it, and a lone CR. CRLF stays as it is.</summary>
/// <remarks>
/// For what programs of this machine hand over. What comes over a socket is refused instead: a host that repaired it would have another opinion of where
/// a message ends than the host before it (RFC 5321 §2.3.8, §4.1.1.4).
/// </remarks>
public struct LineEndConverter
{
    /// <summary>Octets that one octet may become.</summary>
    public const int MaxGrowth = 2;

    // Its line end stands already; an LF behind it was part of it.
    private bool _isAfterCr;

    /// <summary>Converts the next piece.</summary>
    /// <param name="octets">The piece.</param>
    /// <param name="destination">Takes the result; <see cref="MaxGrowth"/> times as long as the piece.</param>
    /// <returns>Octets of the result.</returns>
    public int Convert(ReadOnlySpan<byte> octets, Span<byte> destination)
    {
        var written = 0;
        for (octets = SkipSecondHalf(octets); !octets.IsEmpty;)
        {
            var end = octets.IndexOfAny((byte)'\r', (byte)'\n');
            var text = end < 0 ? octets : octets[..end];
            text.CopyTo(destination[written..]);
            written += text.Length;
            if (end < 0)
                break;
            "\r\n"u8.CopyTo(destination[written..]);
            written += 2;
            octets = PassLineEnd(octets[end..]);
        }
        return written;
    }

    /// <summary>Passes over the next piece without converting it. The sum for all pieces is 0 where every line ends in CRLF.</summary>
    /// <returns>Octets by which the result would be longer; -1 where a CRLF was parted that counted as a lone CR before.</returns>
    public int MeasureGrowth(ReadOnlySpan<byte> octets)
    {
        var rest = SkipSecondHalf(octets);
        var growth = rest.Length - octets.Length;
        while (rest.IndexOfAny((byte)'\r', (byte)'\n') is >= 0 and var end)
        {
            var behind = PassLineEnd(rest[end..]);
            growth += 2 - (rest.Length - end - behind.Length);
            rest = behind;
        }
        return growth;
    }

    private ReadOnlySpan<byte> SkipSecondHalf(ReadOnlySpan<byte> octets)
    {
        var isWhole = !_isAfterCr || octets is not [(byte)'\n', ..];
        _isAfterCr &= octets.IsEmpty;
        return isWhole ? octets : octets[1..];
    }

    private ReadOnlySpan<byte> PassLineEnd(ReadOnlySpan<byte> octets)
    {
        _isAfterCr = octets is [(byte)'\r'];
        return octets[(octets.StartsWith("\r\n"u8) ? 2 : 1)..];
    }
}
