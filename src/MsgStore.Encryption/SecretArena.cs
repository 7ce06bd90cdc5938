using MsgStore.Encryption.Interop;

namespace MsgStore.Encryption;

/// <summary>
/// The one place secrets lie in: chunks of locked memory between guard pages, shared out in grains. A page for each secret would use up the
/// limit of locked memory (RLIMIT_MEMLOCK) after a few hundred sessions.
/// </summary>
/// <remarks>Safe for concurrent use. What is given back is zeroed at once; chunks stay until the process ends.</remarks>
internal sealed class SecretArena(Func<nint, nuint, bool> tryLock)
{
    /// <summary>What memory is handed out in; a multiple of every alignment the library asks for.</summary>
    public const int GrainOctets = 64;

    // sodium_malloc puts its own 16 octets in front, and the whole is rounded up to pages.
    private const int ChunkOctets = (64 * 1024) - GrainOctets;
    private const int GrainsPerChunk = ChunkOctets / GrainOctets;

    private readonly Lock _gate = new();
    private readonly List<Chunk> _chunks = [];
    private bool _isReported;

    /// <summary>The process's arena.</summary>
    public static SecretArena Shared { get; } = new(static (memory, octets) => Sodium.Lock(memory, octets) == 0);

    /// <summary>Takes zeroed memory.</summary>
    /// <returns>A part whose address is 0 where there is no memory.</returns>
    public Part Take(int octets)
    {
        Sodium.Require();
        var grains = (octets + GrainOctets - 1) / GrainOctets;
        lock (_gate)
        {
            if (grains <= GrainsPerChunk)
                foreach (var chunk in _chunks)
                    if (chunk.TryTake(grains, out var first))
                        return new Part(chunk, first, grains);
            return Add(Math.Max(grains, GrainsPerChunk)) is { } added && added.TryTake(grains, out var start) ? new Part(added, start, grains) : default;
        }
    }

    /// <summary>Zeroes a part and takes it back.</summary>
    public void Return(Part part)
    {
        Sodium.Zero(part.Address, (nuint)(part.Grains * GrainOctets));
        lock (_gate)
        {
            part.Chunk!.Return(part); // A part that was given has its chunk.
            if (part.Chunk.Grains <= GrainsPerChunk)
                return;
            // One that was made for something large is of no use to others.
            _chunks.Remove(part.Chunk);
            Sodium.Free(part.Chunk.Address);
        }
    }

    /// <summary>Whether failed locking is still to be reported; true once.</summary>
    public bool ShouldReport()
    {
        lock (_gate)
            return !_isReported && (_isReported = true);
    }

    private Chunk? Add(int grains)
    {
        var octets = (nuint)(grains * GrainOctets);
        var address = Sodium.Allocate(octets);
        if (address == 0)
            return null;
        Sodium.Zero(address, octets);
        // sodium_malloc locks and does not tell whether it could; locking again does, and counts once.
        var chunk = new Chunk(address, grains, tryLock(address, octets));
        _chunks.Add(chunk);
        return chunk;
    }

    /// <summary>A part of the arena.</summary>
    internal readonly record struct Part(Chunk? Chunk, int First, int Grains)
    {
        public nint Address => Chunk is null ? 0 : Chunk.Address + (First * GrainOctets);
    }

    internal sealed class Chunk(nint address, int grains, bool isLocked)
    {
        private readonly bool[] _taken = new bool[grains];
        private int _free = grains;

        public nint Address => address;

        public int Grains { get; } = grains;

        public bool IsLocked => isLocked;

        public bool TryTake(int count, out int first)
        {
            first = 0;
            for (var i = 0; i < Grains && count <= _free; i++)
            {
                if (_taken[i])
                    first = i + 1;
                else if (i - first + 1 == count)
                {
                    _taken.AsSpan(first, count).Fill(true);
                    _free -= count;
                    return true;
                }
            }
            return false;
        }

        public void Return(Part part)
        {
            _taken.AsSpan(part.First, part.Grains).Clear();
            _free += part.Grains;
        }
    }
}
