using MsgStore.Mime;

namespace MsgStore.Cli.Entrance;

/// <summary>Holds the header section back until it is complete and passes on what is made of it. Lines end in CRLF.</summary>
/// <remarks>The section ends with its empty line, or where a line is no header field: some programs send a bare text. Its empty line is made then.</remarks>
/// <param name="next">Takes the changed message.</param>
/// <param name="edit">Makes the new header section, empty line included, of the fields that came.</param>
internal sealed class HeaderCollector(IOctetSink next, HeaderCollector.Edit edit) : IOctetSink
{
    private const int MaxOctets = 256 * 1024;

    private readonly List<byte> _header = [];
    private int _lineStart;
    private bool _isDone;

    /// <summary>Makes a header section of the fields of another, which stand without the empty line.</summary>
    internal delegate byte[] Edit(ReadOnlySpan<byte> fields);

    private ReadOnlySpan<byte> Collected => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_header);

    public void Write(ReadOnlySpan<byte> octets)
    {
        while (!_isDone && !octets.IsEmpty)
        {
            var end = octets.IndexOf((byte)'\n');
            var part = end < 0 ? octets : octets[..(end + 1)];
            if (_header.Count + part.Length > MaxOctets)
                throw new ToolException(ExitCode.DataError, $"The message has more than {MaxOctets / 1024} KiB of header fields.") { Status = new(5, 6, 0) };
            _header.AddRange(part);
            octets = octets[part.Length..];
            if (end >= 0)
                EndLine();
        }
        if (!octets.IsEmpty)
            next.Write(octets);
    }

    public void Complete()
    {
        if (!_isDone)
            Pass(_header.Count, _header.Count);
        next.Complete();
    }

    private void EndLine()
    {
        var line = Collected[_lineStart..];
        if (line.SequenceEqual("\r\n"u8))
            Pass(_lineStart, _header.Count);
        else if (_lineStart > 0 && line[0] is (byte)' ' or (byte)'\t' || IsField(line))
            _lineStart = _header.Count;
        else
            Pass(_lineStart, _lineStart);
    }

    private static bool IsField(ReadOnlySpan<byte> line) => new HeaderFieldReader(line).TryRead(out var field) && !field.Name.IsEmpty;

    private void Pass(int headerEnd, int bodyStart)
    {
        _isDone = true;
        next.Write(edit(Collected[..headerEnd]));
        next.Write(Collected[bodyStart..]);
        _header.Clear();
    }
}
