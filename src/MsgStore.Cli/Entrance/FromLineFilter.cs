using System.Text;

namespace MsgStore.Cli.Entrance;

/// <summary>Takes out a first line that begins with <c>From </c>, as delivering programs and mbox files (RFC 4155) put it there.</summary>
internal sealed class FromLineFilter(IOctetSink next) : IOctetSink
{
    private const int MaxLine = 1024;

    private readonly List<byte> _line = [];
    private bool _isDecided;
    private bool _isFromLine;

    /// <summary>The sender the line names; <see langword="null"/> without such a line.</summary>
    public string? Sender { get; private set; }

    private static ReadOnlySpan<byte> Start => "From "u8;

    private ReadOnlySpan<byte> Line => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_line);

    public void Write(ReadOnlySpan<byte> octets)
    {
        while (!_isDecided && !octets.IsEmpty)
        {
            _line.Add(octets[0]);
            octets = octets[1..];
            _isFromLine = Line.SequenceEqual(Start);
            _isDecided = _isFromLine || !Start.StartsWith(Line);
            if (_isDecided && !_isFromLine)
                next.Write(Line);
        }
        if (_isFromLine)
            octets = Skip(octets);
        if (!octets.IsEmpty)
            next.Write(octets);
    }

    public void Complete()
    {
        if (!_isDecided)
            next.Write(Line);
        next.Complete();
    }

    private ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> octets)
    {
        var end = octets.IndexOf((byte)'\n');
        var part = end < 0 ? octets : octets[..(end + 1)];
        if (_line.Count + part.Length <= MaxLine)
            _line.AddRange(part);
        if (end >= 0)
        {
            Sender = Encoding.UTF8.GetString(Line[Start.Length..]).Split((char[])[' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "";
            _isFromLine = false;
        }
        return octets[part.Length..];
    }
}
