using MsgStore.Content;
using MsgStore.Maildir.Index;
using MsgStore.Posix;

namespace MsgStore.Maildir.Sessions;

/// <summary>A file with bare line feeds, read with CRLF line ends, seekable.</summary>
/// <remarks>
/// For every 64 KiB of the file passed so far it remembers where they start on the wire; a seek goes to the block that holds the position and
/// counts from there, so that neither memory nor time grow with the square of anything.
/// </remarks>
internal sealed class CrLfFileStream(IFileHandle file, long wireLength) : FileHandleStream(file, wireLength)
{
    private const int BlockOctets = 64 * 1024;
    private readonly byte[] _block = new byte[BlockOctets];
    private readonly List<long> _wireStarts = [0];
    private int _loaded = -1;
    private int _blockLength;
    private byte _before;
    private int _stored;
    private long _wire;
    private bool _owesLineFeed;

    protected override int ReadAt(Span<byte> buffer, long position)
    {
        if (position != _wire || _loaded < 0)
            MoveTo(position);
        var written = 0;
        while (written < buffer.Length)
        {
            if (_stored == _blockLength && !_owesLineFeed && !LoadNext())
                break;
            var count = Convert(buffer[written..]);
            written += count;
            _wire += count;
        }
        return written;
    }

    private void MoveTo(long position)
    {
        var block = _wireStarts.BinarySearch(position);
        Load(block >= 0 ? block : ~block - 1);
        Span<byte> passed = stackalloc byte[1024];
        while (_wire < position)
        {
            if (_stored == _blockLength && !_owesLineFeed && !LoadNext())
                return;
            _wire += Convert(passed[..(int)Math.Min(passed.Length, position - _wire)]);
        }
    }

    private bool LoadNext()
    {
        if (_blockLength < BlockOctets)
            return false;
        Load(_loaded + 1);
        return _blockLength > 0;
    }

    private void Load(int number)
    {
        var isNext = number == _loaded + 1 && _loaded >= 0;
        _before = isNext ? _block[_blockLength - 1] : ReadBefore((long)number * BlockOctets);
        _blockLength = Layout.FileTools.ReadFully(File, _block, (long)number * BlockOctets);
        _loaded = number;
        _stored = 0;
        _owesLineFeed = false;
        if (!isNext)
            _wire = _wireStarts[number];
        if (_wireStarts.Count == number + 1)
            _wireStarts.Add(_wireStarts[number] + _blockLength + WireMeasure.CountLone(_block.AsSpan(0, _blockLength), _before));
    }

    private byte ReadBefore(long offset)
    {
        Span<byte> octet = stackalloc byte[1];
        return offset > 0 && File.Read(octet, offset - 1) == 1 ? octet[0] : (byte)0;
    }

    private int Convert(Span<byte> target)
    {
        var written = 0;
        while (written < target.Length)
        {
            if (_owesLineFeed)
            {
                target[written++] = (byte)'\n';
                _owesLineFeed = false;
                continue;
            }
            var rest = _block.AsSpan(_stored, _blockLength - _stored);
            if (rest.IsEmpty)
                break;
            if (rest[0] == '\n')
            {
                WriteLineFeed(target, ref written);
                continue;
            }
            var run = rest.IndexOf((byte)'\n');
            var count = Math.Min(run < 0 ? rest.Length : run, target.Length - written);
            rest[..count].CopyTo(target[written..]);
            written += count;
            _stored += count;
        }
        return written;
    }

    private void WriteLineFeed(Span<byte> target, ref int written)
    {
        var previous = _stored > 0 ? _block[_stored - 1] : _before;
        _stored++;
        _owesLineFeed = previous != '\r';
        target[written++] = previous == '\r' ? (byte)'\n' : (byte)'\r';
    }
}
