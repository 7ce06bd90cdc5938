using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using MsgStore.Delivery;

namespace MsgStore.Content;

/// <summary>
/// Collects the octets of one message while they arrive: in pooled memory at first, beyond a limit in a file without a name. What was not
/// completed never becomes a <see cref="MessageContent"/>.
/// </summary>
/// <remarks>For one writer. The content it gives is valid until the buffer is disposed; disposing clears the memory.</remarks>
public sealed class ContentBuffer : IDisposable
{
    private const int FirstRent = 8 * 1024;

    private readonly int _memoryLimit;
    private readonly SpoolPlace _place;
    private readonly ISpoolCipher? _cipher;
    private readonly Func<int>? _octetsInFront;
    private readonly IncrementalHash? _hash;
    private byte[] _memory = [];
    private int _inMemory;
    private LineEndConverter _lineEnds;
    private long _growth;
    private int _expected;
    private SpoolFile? _file;
    private bool _completed;

    /// <summary>Makes an empty buffer.</summary>
    /// <param name="memoryLimit">Octets held in memory.</param>
    /// <param name="place">Where the file is made.</param>
    /// <param name="cipher">What the file is sealed with; <see langword="null"/> for nothing.</param>
    /// <param name="octetsInFront">Tells how much room the file has at its head; <see langword="null"/> for none. Asked where there is a file that is not sealed.</param>
    /// <param name="isHashed">Whether the SHA-256 is wanted; a buffer without can be overwritten.</param>
    internal ContentBuffer(int memoryLimit, SpoolPlace place, ISpoolCipher? cipher = null, Func<int>? octetsInFront = null, bool isHashed = true)
    {
        _octetsInFront = octetsInFront;
        _cipher = cipher;
        _hash = isHashed ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        _memoryLimit = memoryLimit;
        _place = place;
    }

    /// <summary>Octets written so far.</summary>
    public long Length { get; private set; }

    /// <summary>Whether the octets went to a file.</summary>
    public bool IsSpooled => _file is not null;

    /// <summary>Adds octets.</summary>
    /// <exception cref="Storage.MsgStoreException">DiskFull, Unavailable: the buffer is of no further use.</exception>
    public void Write(ReadOnlySpan<byte> octets)
    {
        ObjectDisposedException.ThrowIf(_completed, this);
        _hash?.AppendData(octets);
        // Here they are in the cache; a message in a file would be read once more for it.
        if (_hash is not null)
            _growth += _lineEnds.MeasureGrowth(octets);
        Length += octets.Length;
        while (!octets.IsEmpty)
        {
            var room = EnsureRoom(octets.Length);
            var count = Math.Min(room, octets.Length);
            octets[..count].CopyTo(_memory.AsSpan(_inMemory));
            _inMemory += count;
            octets = octets[count..];
        }
    }

    /// <summary>Adds octets.</summary>
    /// <exception cref="Storage.MsgStoreException">DiskFull, Unavailable: the buffer is of no further use.</exception>
    public void Write(in ReadOnlySequence<byte> octets)
    {
        foreach (var segment in octets)
            Write(segment.Span);
    }

    /// <summary>Ends the message and gives it. Nothing can be written afterwards.</summary>
    /// <param name="sha256">The SHA-256 of the octets.</param>
    /// <exception cref="Storage.MsgStoreException">DiskFull, Unavailable.</exception>
    public MessageContent Complete(out ImmutableArray<byte> sha256)
    {
        ObjectDisposedException.ThrowIf(_completed, this);
        sha256 = _hash is null ? [] : [.. _hash.GetHashAndReset()];
        return Complete();
    }

    /// <summary>Ends the message and gives it.</summary>
    internal MessageContent Complete()
    {
        _completed = true;
        if (_file is null)
            return MessageContent.FromMemory(_memory.AsMemory(0, _inMemory));
        FlushToFile();
        return new SpooledMessageContent(_file, Length, hasCrlfLineEnds: _hash is not null && _growth == 0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _completed = true;
        _hash?.Dispose();
        ReturnMemory();
        _file?.Dispose();
    }

    /// <summary>Puts octets in the place of others that were written before, as a tag that is known only at the end.</summary>
    internal void Overwrite(int offset, ReadOnlySpan<byte> octets)
    {
        if (_hash is not null || _cipher is not null)
            throw new InvalidOperationException("What is hashed or sealed while it is written cannot be overwritten.");
        var flushed = Length - _inMemory;
        if (offset >= flushed)
            octets.CopyTo(_memory.AsSpan((int)(offset - flushed)));
        else if (offset + octets.Length <= flushed)
            _file?.Overwrite(octets, offset);
        else
            throw new ArgumentOutOfRangeException(nameof(offset), "The octets stand partly in memory.");
    }

    /// <summary>Makes ready for so many octets: on the disk at once, in memory with the first ones, since they may never come.</summary>
    internal void Reserve(long octets)
    {
        if (octets > _memoryLimit)
            _file = CreateFile(octets);
        _expected = (int)Math.Clamp(octets, 0, _memoryLimit);
    }

    /// <summary>Makes room for at least one octet behind those in memory.</summary>
    private int EnsureRoom(int wanted)
    {
        if (_inMemory == _memory.Length)
        {
            if (_inMemory >= _memoryLimit)
            {
                _file ??= CreateFile(0);
                FlushToFile();
            }
            else
            {
                Grow(wanted);
            }
        }
        return _memory.Length - _inMemory;
    }

    // No store takes a file that is sealed for this process alone, so there is nothing to leave room for.
    private SpoolFile CreateFile(long reservedOctets) =>
        _place.Create(reservedOctets, _cipher, _cipher is null ? _octetsInFront?.Invoke() ?? 0 : 0);

    private void Grow(int wanted)
    {
        var size = Math.Min(_memoryLimit, Math.Max(Math.Max(FirstRent, _memory.Length == 0 ? _expected : _memory.Length * 2), _inMemory + wanted));
        var larger = ArrayPool<byte>.Shared.Rent(size);
        _memory.AsSpan(0, _inMemory).CopyTo(larger);
        var used = _inMemory;
        ReturnMemory();
        _memory = larger;
        _inMemory = used;
    }

    private void FlushToFile()
    {
        _file?.Append(_memory.AsSpan(0, _inMemory));
        _inMemory = 0;
    }

    private void ReturnMemory()
    {
        if (_memory.Length > 0)
            ArrayPool<byte>.Shared.Return(_memory, clearArray: true);
        _memory = [];
        _inMemory = 0;
    }
}
