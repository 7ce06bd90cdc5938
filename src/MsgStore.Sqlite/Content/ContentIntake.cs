using System.Buffers;
using System.Security.Cryptography;
using MsgStore.Delivery;
using MsgStore.Sqlite.Engine;

namespace MsgStore.Sqlite.Content;

/// <summary>Makes a message's octets local before any transaction: a source that is slow or fails is no other delivery's affair.</summary>
internal sealed class ContentIntake(SqliteEngine engine)
{
    /// <summary>Octets held in memory for a delivery that came in a file; longer ones go to a blob file, or to chunks step by step.</summary>
    public const int MemoryOctets = 256 * 1024;

    private const int StepOctets = 16 * Schema.StoreSchema.ChunkOctets;

    /// <summary>Takes a content, with CRLF at the end of its lines.</summary>
    /// <param name="content">The content.</param>
    /// <param name="isSealed">Whether it is no text, so that its octets stay as they are.</param>
    /// <param name="cancellationToken">Honoured throughout.</param>
    /// <exception cref="IOException">The source failed or has not the length it said.</exception>
    /// <exception cref="Storage.MsgStoreException">DiskFull, Unavailable: nothing is left of it.</exception>
    public async ValueTask<LocalContent> TakeAsync(MessageContent content, bool isSealed, CancellationToken cancellationToken)
    {
        if (!isSealed)
            content = await content.WithCrlfLineEndsAsync(cancellationToken).ConfigureAwait(false);
        if (engine.Blobs is { } blobs && content.Length > engine.Settings.BlobThresholdOctets)
            return await StoreBlobAsync(blobs, content, cancellationToken).ConfigureAwait(false);
        if (content.Length > MemoryOctets)
            return await StageAsync(content, cancellationToken).ConfigureAwait(false);
        if (content.TryGetMemory(out var octets))
            return octets.Length == content.Length
                ? new LocalContent(content.Length, content.WireSize) { Octets = octets, Sha256 = SHA256.HashData(octets.Span) }
                : throw WrongLength();
        return await ReadAsync(content, cancellationToken).ConfigureAwait(false);
    }

    private static IOException WrongLength() => new("The content has not the length it said.");

    private static async ValueTask<LocalContent> ReadAsync(MessageContent content, CancellationToken cancellationToken)
    {
        var length = (int)content.Length;
        // One octet more, to see that the source ends where it said.
        var rented = ArrayPool<byte>.Shared.Rent(length + 1);
        try
        {
            var source = content.OpenRead();
            await using (source.ConfigureAwait(false))
                if (await source.ReadAtLeastAsync(rented.AsMemory(0, length + 1), length + 1, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) != length)
                    throw WrongLength();
            return LocalContent.FromRented(rented, length, content.WireSize, SHA256.HashData(rented.AsSpan(0, length)));
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
            throw;
        }
    }

    private async ValueTask<LocalContent> StoreBlobAsync(FileBlobStore blobs, MessageContent content, CancellationToken cancellationToken)
    {
        try
        {
            // Octets that are on the disk already need no more of it.
            RequireRoom(0);
            var adopted = await engine.Readers.RunAsync(() => blobs.TryAdopt(content, cancellationToken), cancellationToken).ConfigureAwait(false);
            if (adopted is null)
                RequireRoom(content.Length);
            var (blob, sha256) = adopted
                ?? await engine.Readers.RunAsync(() => blobs.Store(content, cancellationToken), cancellationToken).ConfigureAwait(false);
            return new LocalContent(content.Length, content.WireSize) { Blob = blob, Sha256 = sha256 };
        }
        catch (Posix.PosixException e)
        {
            throw PosixErrors.ToStoreError(e);
        }
    }

    private void RequireRoom(long octets)
    {
        if (!engine.Space.HasRoom(octets))
            throw SpaceGuard.NoRoom();
    }

    private async ValueTask<LocalContent> StageAsync(MessageContent content, CancellationToken cancellationToken)
    {
        var now = engine.Time.GetUtcNow();
        var id = await engine.Writer.WriteAsync(scope => ContentRows.Stage(scope.Connection, content.Length, now), 0, cancellationToken).ConfigureAwait(false);
        try
        {
            var sha256 = await StageChunksAsync(content, id, cancellationToken).ConfigureAwait(false);
            return new LocalContent(content.Length, content.WireSize) { StagedId = id, Sha256 = sha256 };
        }
        catch
        {
            await DropAsync(id).ConfigureAwait(false);
            throw;
        }
    }

    private async ValueTask<byte[]> StageChunksAsync(MessageContent content, long id, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(StepOctets);
        try
        {
            var source = content.OpenRead();
            await using var closing = source.ConfigureAwait(false);
            long position = 0;
            while (await source.ReadAtLeastAsync(buffer.AsMemory(0, StepOctets), StepOctets, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) is > 0 and var count)
            {
                hash.AppendData(buffer, 0, count);
                await AddAsync(id, position, buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                position += count;
            }
            return position == content.Length ? hash.GetHashAndReset() : throw WrongLength();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private async ValueTask AddAsync(long id, long position, ReadOnlyMemory<byte> octets, CancellationToken cancellationToken) =>
        await engine.Writer.WriteAsync(
            scope =>
            {
                ContentRows.InsertChunks(scope.Connection, id, position, octets);
                return true;
            },
            octets.Length,
            cancellationToken).ConfigureAwait(false);

    /// <summary>Removes what was staged. What cannot be removed is left to the sweep.</summary>
    public async ValueTask DropAsync(long stagedId)
    {
        try
        {
            await engine.Writer.WriteAsync(
                scope =>
                {
                    ContentRows.RemoveStaged(scope.Connection, stagedId);
                    return true;
                },
                0,
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is Storage.MsgStoreException or ObjectDisposedException)
        {
            Log.SweepFailed(engine.Logger, e);
        }
    }
}
