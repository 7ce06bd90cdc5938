using System.Security.Cryptography;

namespace MsgStore.Queue.Dkim;

/// <summary>The hash of a body in the relaxed canonical form (RFC 6376 §3.4.4), as its octets come.</summary>
/// <remarks>Blanks at the end of a line go, other runs of blanks become one, empty lines at the end go, and the last line ends in CRLF.</remarks>
internal sealed class BodyHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _block = new byte[4096];
    private int _length;
    private long _lineEnds;
    private bool _blank;
    private bool _any;

    /// <summary>Takes the next octets of the body.</summary>
    public void Append(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            var plain = octets.IndexOfAny(" \t\r\n"u8);
            if (plain < 0)
                plain = octets.Length;
            if (plain > 0)
            {
                AppendText(octets[..plain]);
                octets = octets[plain..];
                continue;
            }

            switch (octets[0])
            {
                case (byte)'\n':
                    _lineEnds++;
                    _blank = false;
                    break;
                case (byte)'\r':
                    break;
                default:
                    _blank = true;
                    break;
            }

            octets = octets[1..];
        }
    }

    /// <summary>Ends the body and gives its hash.</summary>
    public byte[] Finish()
    {
        if (_any)
            Put("\r\n"u8);
        Flush();
        return _hash.GetHashAndReset();
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private void AppendText(ReadOnlySpan<byte> text)
    {
        for (; _lineEnds > 0; _lineEnds--)
            Put("\r\n"u8);
        if (_blank)
            Put(" "u8);
        _blank = false;
        _any = true;
        Put(text);
    }

    private void Put(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            if (_length == _block.Length)
                Flush();
            var count = Math.Min(octets.Length, _block.Length - _length);
            octets[..count].CopyTo(_block.AsSpan(_length));
            _length += count;
            octets = octets[count..];
        }
    }

    private void Flush()
    {
        _hash.AppendData(_block, 0, _length);
        _length = 0;
    }
}
