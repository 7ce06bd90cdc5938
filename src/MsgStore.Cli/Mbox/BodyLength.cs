using System.Globalization;
using System.Text;

namespace MsgStore.Cli.Mbox;

/// <summary>
/// Finds out where a message's body ends from its <c>Content-Length</c>, which some programs write instead of quoting. It is believed where it leads
/// to a From line or to the end of the file, for then it says what no quoting could; any other was wrong or of another time.
/// </summary>
/// <param name="isEnd">Tells whether a message ends at a position of the file; <see langword="null"/> where nobody can look ahead, as in a pipe.</param>
internal sealed class BodyLength(Func<long, bool>? isEnd)
{
    private const int MaxLine = 256;

    private readonly List<byte> _line = [];
    private long _position;
    private long? _length;
    private bool _isInHeader;

    /// <summary>Whether the octet that comes next is one of a body whose end is known.</summary>
    public bool IsInside => _position < End;

    private long End { get; set; }

    /// <summary>A message begins after the octets passed so far.</summary>
    public void Begin() => (_isInHeader, _length, End) = (isEnd is not null, null, 0);

    /// <summary>Takes the file's octets one after the other.</summary>
    public void Pass(ReadOnlySpan<byte> octets)
    {
        while (_isInHeader && !octets.IsEmpty)
        {
            var end = octets.IndexOf((byte)'\n');
            var part = end < 0 ? octets : octets[..(end + 1)];
            if (_line.Count + part.Length <= MaxLine)
                _line.AddRange(part);
            _position += part.Length;
            octets = octets[part.Length..];
            if (end >= 0)
                EndLine();
        }
        _position += octets.Length;
    }

    private void EndLine()
    {
        var line = Encoding.ASCII.GetString([.. _line]).TrimEnd('\r', '\n');
        _line.Clear();
        if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)
            && long.TryParse(line.AsSpan(15).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var length))
            _length = length;
        if (line.Length > 0)
            return;
        _isInHeader = false;
        if (_length is { } known && known <= long.MaxValue - _position && isEnd is not null && isEnd(_position + known))
            End = _position + known;
    }
}
