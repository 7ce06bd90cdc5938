using Microsoft.Win32.SafeHandles;

namespace MsgStore.Encryption;

/// <summary>A part of the arena: kept out of swap and core files; zeroed when given back.</summary>
internal sealed class SecretMemoryHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly SecretArena _arena;
    private readonly SecretArena.Part _part;

    public SecretMemoryHandle(SecretArena arena, int octets)
        : base(ownsHandle: true)
    {
        _arena = arena;
        _part = arena.Take(octets);
        SetHandle(_part.Address);
    }

    /// <summary>Whether the memory cannot be swapped out.</summary>
    public bool IsLocked => _part.Chunk is { IsLocked: true };

    protected override bool ReleaseHandle()
    {
        _arena.Return(_part);
        return true;
    }
}
