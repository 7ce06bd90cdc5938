namespace MsgStore.Protocols.Pop3;

/// <summary>Cuts a message after its header section, the empty line and a number of body lines (RFC 1939 §7, TOP), whatever the length of lines.</summary>
/// <param name="lines">Body lines to keep.</param>
internal struct TopLimit(int lines)
{
    private int _left = lines;
    private bool _inBody;
    private bool _midLine;
    private bool _afterCr;

    /// <summary>Whether nothing more of the message belongs to the answer.</summary>
    public readonly bool IsReached => _inBody && _left == 0;

    /// <summary>Gives the part of the next piece that belongs to the answer.</summary>
    public ReadOnlySpan<byte> Take(ReadOnlySpan<byte> octets)
    {
        var at = 0;
        while (at < octets.Length && !IsReached)
        {
            var found = octets[at..].IndexOf((byte)'\n');
            if (found < 0)
            {
                Remember(octets[at..]);
                return octets;
            }

            EndLine(octets.Slice(at, found));
            at += found + 1;
        }

        return octets[..at];
    }

    private void Remember(ReadOnlySpan<byte> begun)
    {
        // A CR alone at the start of a line may be half of the empty line.
        _midLine = _midLine || _afterCr || begun is not [(byte)'\r'];
        _afterCr = !_midLine;
    }

    private void EndLine(ReadOnlySpan<byte> line)
    {
        var isEmpty = !_midLine && (_afterCr ? line.IsEmpty : line.IsEmpty || line is [(byte)'\r']);
        _midLine = _afterCr = false;
        if (_inBody)
            _left--;
        else
            _inBody = isEmpty;
    }
}
