using System.Text;

namespace MsgStore.Cli.Entrance;

/// <summary>Takes fields out of the header section, folded lines with them, and remembers what they said. Lines end in CRLF.</summary>
/// <param name="next">Takes the rest.</param>
/// <param name="names">The fields' names.</param>
internal sealed class HeaderFieldFilter(IOctetSink next, params IReadOnlyList<string> names) : IOctetSink
{
    private const int MaxValue = 1024;

    private readonly byte[][] _starts = [.. names.Select(name => Encoding.ASCII.GetBytes(name + ":"))];
    private readonly List<byte> _start = [];
    private readonly List<byte> _value = [];
    private Line _line = Line.Undecided;
    private string? _dropping;

    private enum Line
    {
        Undecided,
        Passed,
        Dropped,
        Body,
    }

    /// <summary>What the fields said, by name, as far as it is printable and no longer than a KiB; the last one of a name counts.</summary>
    public Dictionary<string, string> Values { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the message has ended.</summary>
    public bool IsComplete { get; private set; }

    private ReadOnlySpan<byte> Start => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_start);

    public void Write(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            if (_line == Line.Body)
            {
                next.Write(octets);
                return;
            }
            octets = _line == Line.Undecided ? Decide(octets) : Continue(octets);
        }
    }

    public void Complete()
    {
        next.Write(Start);
        Remember();
        IsComplete = true;
        next.Complete();
    }

    /// <summary>Collects the start of a line until it tells what the line is.</summary>
    private ReadOnlySpan<byte> Decide(ReadOnlySpan<byte> octets)
    {
        _start.Add(octets[0]);
        _line = Start[0] is (byte)' ' or (byte)'\t' ? _dropping is null ? Line.Passed : Line.Dropped : Classify();
        if (_line == Line.Undecided)
            return octets[1..];
        if (_line is Line.Passed or Line.Body)
            next.Write(Start);
        _start.Clear();
        return octets[1..];
    }

    private Line Classify()
    {
        Remember();
        if (Start.SequenceEqual("\r\n"u8))
            return Line.Body;
        var mayFollow = Start.SequenceEqual("\r"u8);
        for (var i = 0; i < _starts.Length; i++)
        {
            if (Start.Length > _starts[i].Length || !Ascii.EqualsIgnoreCase(Start, _starts[i].AsSpan(0, Start.Length)))
                continue;
            if (Start.Length == _starts[i].Length)
            {
                _dropping = names[i];
                return Line.Dropped;
            }
            mayFollow = true;
        }
        return mayFollow ? Line.Undecided : Line.Passed;
    }

    private ReadOnlySpan<byte> Continue(ReadOnlySpan<byte> octets)
    {
        var end = octets.IndexOf((byte)'\n');
        var part = end < 0 ? octets : octets[..(end + 1)];
        if (_line == Line.Passed)
            next.Write(part);
        else if (_value.Count + part.Length <= MaxValue)
            _value.AddRange(part);
        if (end >= 0)
            _line = Line.Undecided;
        return octets[part.Length..];
    }

    private void Remember()
    {
        if (_dropping is not null)
            Values[_dropping] = Encoding.ASCII.GetString([.. _value.Select(octet => octet is > 31 and < 127 ? octet : (byte)' ')]).Trim();
        _dropping = null;
        _value.Clear();
    }
}
