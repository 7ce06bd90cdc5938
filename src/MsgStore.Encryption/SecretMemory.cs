using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using MsgStore.Storage;

namespace MsgStore.Encryption;

/// <summary>A few octets that stay out of swap, core files and logs. Disposing zeroes them.</summary>
/// <remarks>Safe for concurrent use as far as its users are: a dispose waits for whoever is using the octets.</remarks>
internal sealed class SecretMemory : IDisposable
{
    private readonly SecretMemoryHandle _handle;

    /// <summary>Takes zeroed memory.</summary>
    /// <param name="length">Octets.</param>
    /// <param name="logger">Told, the first time, where the memory could not be locked.</param>
    /// <param name="arena">Where it lies; <see langword="null"/> for the process's own arena.</param>
    /// <exception cref="MsgStoreException">Unavailable: there is no memory.</exception>
    public SecretMemory(int length, ILogger? logger = null, SecretArena? arena = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        Length = length;
        arena ??= SecretArena.Shared;
        _handle = new SecretMemoryHandle(arena, length);
        if (_handle.IsInvalid)
        {
            _handle.Dispose();
            throw new MsgStoreException(StoreError.Unavailable, $"No protected memory of {length} octets could be had.");
        }
        if (!IsLocked && logger is not null && arena.ShouldReport())
            Log.MemoryNotLocked(logger);
    }

    /// <summary>Works on the octets. They are not to be kept beyond the call.</summary>
    public delegate TResult Work<in TState, out TResult>(Span<byte> octets, TState state) where TState : allows ref struct;

    /// <summary>Octets.</summary>
    public int Length { get; }

    /// <summary>Whether the octets cannot be swapped out. False where the limit of locked memory (RLIMIT_MEMLOCK) is reached.</summary>
    public bool IsLocked => _handle.IsLocked;

    /// <summary>Where the octets lie, for tests that read them back.</summary>
    internal nint Address => _handle.DangerousGetHandle();

    /// <summary>Random octets, as a key of this process wants them.</summary>
    public static SecretMemory CreateRandom(int length, ILogger? logger = null)
    {
        var memory = new SecretMemory(length, logger);
        using var lease = memory.Borrow();
        RandomNumberGenerator.Fill(lease.Octets);
        return memory;
    }

    /// <summary>A copy of octets, which the caller zeroes.</summary>
    public static SecretMemory CopyOf(ReadOnlySpan<byte> octets)
    {
        var memory = new SecretMemory(octets.Length);
        using var lease = memory.Borrow();
        octets.CopyTo(lease.Octets);
        return memory;
    }

    /// <summary>Lends the octets to <paramref name="work"/>.</summary>
    /// <exception cref="ObjectDisposedException">They are gone.</exception>
    public TResult Use<TState, TResult>(TState state, Work<TState, TResult> work) where TState : allows ref struct
    {
        using var lease = Borrow();
        return work(lease.Octets, state);
    }

    /// <summary>Lends the octets until the result is disposed.</summary>
    /// <exception cref="ObjectDisposedException">They are gone.</exception>
    public Lease Borrow() => new(_handle, Length);

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    /// <summary>Octets on loan.</summary>
    public readonly unsafe ref struct Lease : IDisposable
    {
        private readonly SecretMemoryHandle _handle;

        internal Lease(SecretMemoryHandle handle, int length)
        {
            _handle = handle;
            var held = false;
            handle.DangerousAddRef(ref held);
            Octets = new Span<byte>((void*)handle.DangerousGetHandle(), length);
        }

        /// <summary>The octets.</summary>
        public Span<byte> Octets { get; }

        /// <inheritdoc/>
        public void Dispose() => _handle.DangerousRelease();
    }
}
