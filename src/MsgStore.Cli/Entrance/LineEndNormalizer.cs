namespace MsgStore.Cli.Entrance;

/// <summary>Makes every line end CRLF: a lone LF, as in the files of this system, and a lone CR, as in very old ones. The last line gets one if it has none.</summary>
internal sealed class LineEndNormalizer(IOctetSink next) : IOctetSink
{
    private bool _afterCarriageReturn;
    private bool _inLine;

    public void Write(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            if (_afterCarriageReturn)
            {
                _afterCarriageReturn = false;
                EndLine();
                if (octets[0] == (byte)'\n')
                    octets = octets[1..];
                continue;
            }
            var end = octets.IndexOfAny((byte)'\r', (byte)'\n');
            var text = end < 0 ? octets : octets[..end];
            if (!text.IsEmpty)
            {
                next.Write(text);
                _inLine = true;
            }
            if (end < 0)
                return;
            if (octets[end] == (byte)'\n')
                EndLine();
            else
                _afterCarriageReturn = true;
            octets = octets[(end + 1)..];
        }
    }

    public void Complete()
    {
        if (_afterCarriageReturn || _inLine)
            EndLine();
        next.Complete();
    }

    private void EndLine()
    {
        next.Write("\r\n"u8);
        _inLine = false;
    }
}
