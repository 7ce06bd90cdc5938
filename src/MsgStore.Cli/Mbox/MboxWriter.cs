using MsgStore.Cli.Entrance;

namespace MsgStore.Cli.Mbox;

/// <summary>Writes one message of an mbox file of the mboxrd kind: lines end in LF, and one that begins with <c>From </c> after any number of <c>&gt;</c> gets one more.</summary>
/// <param name="output">The file. It stays open.</param>
internal sealed class MboxWriter(Stream output) : IOctetSink
{
    private bool _atLineStart = true;
    private bool _afterCarriageReturn;
    private bool _inLine;
    private int _matched;

    private static ReadOnlySpan<byte> Word => "From "u8;

    /// <summary>Writes what stands before the message.</summary>
    public void Begin(FromLine line) => output.Write(line.ToOctets());

    public void Write(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            if (_afterCarriageReturn)
            {
                if (octets[0] != '\n')
                    output.WriteByte((byte)'\r');
                _afterCarriageReturn = false;
            }
            octets = _atLineStart ? Match(octets) : PassText(octets);
        }
    }

    /// <summary>Ends the last line where it has no end, and the message with an empty one.</summary>
    public void Complete()
    {
        if (_afterCarriageReturn)
            output.WriteByte((byte)'\r');
        output.Write(Word[.._matched]);
        output.Write(_inLine ? "\n\n"u8 : "\n"u8);
    }

    // The marks of quoting are alike, so one more may as well stand behind them.
    private ReadOnlySpan<byte> Match(ReadOnlySpan<byte> octets)
    {
        _inLine |= octets[0] is not ((byte)'\r' or (byte)'\n');
        if (_matched == 0 && octets[0] == '>')
        {
            output.WriteByte((byte)'>');
            return octets[1..];
        }
        if (octets[0] == Word[_matched])
        {
            if (++_matched < Word.Length)
                return octets[1..];
            output.Write(">From "u8);
            _matched = 0;
            _atLineStart = false;
            return octets[1..];
        }
        output.Write(Word[.._matched]);
        _matched = 0;
        _atLineStart = false;
        return octets;
    }

    private ReadOnlySpan<byte> PassText(ReadOnlySpan<byte> octets)
    {
        var end = octets.IndexOfAny((byte)'\r', (byte)'\n');
        output.Write(end < 0 ? octets : octets[..end]);
        if (end < 0)
            return default;
        _afterCarriageReturn = octets[end] == '\r';
        if (!_afterCarriageReturn)
        {
            output.WriteByte((byte)'\n');
            (_atLineStart, _inLine) = (true, false);
        }
        return octets[(end + 1)..];
    }
}
