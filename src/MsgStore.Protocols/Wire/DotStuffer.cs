using System.Buffers;

namespace MsgStore.Protocols.Wire;

/// <summary>Doubles the dot of every line that begins with one (RFC 1939 §3, RFC 5321 §4.5.2), over content that comes in pieces.</summary>
internal struct DotStuffer
{
    // How much of the CRLF before a line start the last piece ended in: 2 = at a line start, as the first octet is.
    private byte _matched;
    private bool _begun;

    /// <summary>Writes the next piece of content, stuffed.</summary>
    public void Write(ReadOnlySpan<byte> content, IBufferWriter<byte> output)
    {
        if (content.IsEmpty)
            return;
        if (!_begun)
            _matched = 2;
        _begun = true;
        if (_matched > 0)
            content = WriteBoundary(content, output);
        int at;
        while ((at = content.IndexOf("\r\n."u8)) >= 0)
        {
            output.Write(content[..(at + 3)]);
            output.Write("."u8);
            content = content[(at + 3)..];
            _matched = 0;
        }

        output.Write(content);
        Remember(content);
    }

    /// <summary>Writes the end mark, after a CRLF if the content did not end in one.</summary>
    public void WriteEnd(IBufferWriter<byte> output)
    {
        if (_begun && _matched != 2)
            output.Write("\r\n"u8);
        output.Write(".\r\n"u8);
        _begun = false;
    }

    private ReadOnlySpan<byte> WriteBoundary(ReadOnlySpan<byte> content, IBufferWriter<byte> output)
    {
        if (_matched == 1)
        {
            if (content[0] != (byte)'\n')
            {
                _matched = 0;
                return content;
            }

            output.Write("\n"u8);
            _matched = 2;
            content = content[1..];
            if (content.IsEmpty)
                return content;
        }

        if (content[0] == (byte)'.')
            output.Write("."u8);
        _matched = 0;
        return content;
    }

    private void Remember(ReadOnlySpan<byte> content)
    {
        if (content.EndsWith("\r\n"u8))
            _matched = 2;
        else if (!content.IsEmpty)
            _matched = content[^1] == (byte)'\r' ? (byte)1 : (byte)0;
    }
}
