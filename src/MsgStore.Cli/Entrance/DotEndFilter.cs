namespace MsgStore.Cli.Entrance;

/// <summary>Ends the message at a line that is a single full stop, as mail programs expect of sendmail without <c>-i</c>. Lines end in CRLF.</summary>
internal sealed class DotEndFilter(IOctetSink next) : IOctetSink
{
    private bool _atLineStart = true;
    private int _held;
    private bool _ended;

    private static ReadOnlySpan<byte> EndMark => ".\r\n"u8;

    public void Write(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty && !_ended)
            octets = _atLineStart ? CompareWithEndMark(octets) : PassLine(octets);
    }

    public void Complete()
    {
        if (!_ended)
            next.Write(EndMark[.._held]);
        next.Complete();
    }

    private ReadOnlySpan<byte> CompareWithEndMark(ReadOnlySpan<byte> octets)
    {
        if (octets[0] == EndMark[_held])
        {
            _ended = ++_held == EndMark.Length;
            return octets[1..];
        }
        next.Write(EndMark[.._held]);
        _held = 0;
        _atLineStart = false;
        return octets;
    }

    private ReadOnlySpan<byte> PassLine(ReadOnlySpan<byte> octets)
    {
        var end = octets.IndexOf((byte)'\n');
        _atLineStart = end >= 0;
        var line = end < 0 ? octets : octets[..(end + 1)];
        next.Write(line);
        return octets[line.Length..];
    }
}
