using MsgStore.Content;
using MsgStore.Posix;
using MsgStore.Sqlite.Content;
using MsgStore.Sqlite.Engine;
using MsgStore.Sqlite.Rows;
using MsgStore.Sqlite.Schema;
using MsgStore.Storage;

namespace MsgStore.Sqlite.Sessions;

/// <summary>
/// Opens messages. Rows are read at once and not while the client takes the octets, so that no read keeps the log from being moved into the
/// database, and an open stream does not depend on the rows any more.
/// </summary>
internal sealed class MessageReader(SqliteContext context)
{
    private const int MemoryOctets = 64 * 1024;

    /// <summary>Opens a message.</summary>
    /// <exception cref="MsgStoreException">MessageExpunged, Corrupt, Unavailable.</exception>
    public ValueTask<Stream> OpenAsync(long folderId, uint uid, CancellationToken cancellationToken) => context.Readers.ReadAsync(
        Stream (connection) =>
        {
            var content = Find(connection, folderId, uid);
            if (content.Blob is not null)
                return new FileHandleStream(OpenBlob(connection, folderId, uid, content), content.Length);
            return content.Length <= MemoryOctets ? ReadToMemory(connection, content) : ReadToSpool(connection, folderId, uid, content);
        },
        cancellationToken);

    /// <summary>Reads a part of a message.</summary>
    /// <exception cref="MsgStoreException">MessageExpunged, Corrupt, Unavailable.</exception>
    public ValueTask<int> ReadAsync(long folderId, uint uid, long offset, Memory<byte> buffer, CancellationToken cancellationToken) => context.Readers.ReadAsync(
        connection =>
        {
            var content = Find(connection, folderId, uid);
            var wanted = (int)Math.Clamp(content.Length - offset, 0, buffer.Length);
            if (wanted == 0)
                return 0;
            if (content.Blob is not null)
            {
                using var blob = new FileHandleStream(OpenBlob(connection, folderId, uid, content), content.Length);
                blob.Position = offset;
                return blob.ReadAtLeast(buffer.Span[..wanted], wanted, throwOnEndOfStream: false);
            }
            return ReadWhole(connection, folderId, uid, content, offset, buffer.Span[..wanted]);
        },
        cancellationToken);

    private static StoredContent Find(SqliteConnection connection, long folderId, uint uid)
    {
        using var row = connection.Query(
            "SELECT c.id, c.length, c.blob FROM messages m JOIN contents c ON c.id=m.content_id WHERE m.folder_id=?1 AND m.uid=?2", folderId, uid);
        return row.Read() ? new StoredContent(row.Int64(0), row.Int64(1), row.NullableText(2)) : throw MessageRows.Expunged();
    }

    private static MemoryStream ReadToMemory(SqliteConnection connection, StoredContent content)
    {
        // The one chunk is read by one statement; that it was removed a moment before is not told from damage by its absence alone.
        var octets = new byte[content.Length];
        return ContentRows.Read(connection, content.Id, 0, octets) == octets.Length
            ? new MemoryStream(octets, writable: false)
            : throw Missing(connection, content);
    }

    private SpoolReadStream ReadToSpool(SqliteConnection connection, long folderId, uint uid, StoredContent content)
    {
        // As it is stored: sealed where the mailbox has a key, so the file needs no seal of its own.
        var spool = SpoolFile.Create(Path.Combine(context.Options.Root, "spool"), content.Length, cipher: null);
        try
        {
            var buffer = new byte[StoreSchema.ChunkOctets];
            for (long offset = 0; offset < content.Length; offset += buffer.Length)
            {
                var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, content.Length - offset));
                ReadWhole(connection, folderId, uid, content, offset, part);
                spool.Append(part);
            }
            return new SpoolReadStream(spool, content.Length, ownsFile: true);
        }
        catch
        {
            spool.Dispose();
            throw;
        }
    }

    private static int ReadWhole(SqliteConnection connection, long folderId, uint uid, StoredContent content, long offset, Span<byte> buffer)
    {
        if (ContentRows.Read(connection, content.Id, offset, buffer) == buffer.Length)
            return buffer.Length;
        Find(connection, folderId, uid);
        throw Missing(connection, content);
    }

    private IFileHandle OpenBlob(SqliteConnection connection, long folderId, uint uid, StoredContent content)
    {
        var file = context.Blobs is { } blobs ? blobs.Open(content.Blob ?? "")
            : throw new MsgStoreException(StoreError.Unavailable, "The message lies in a file beside the database, which this system cannot open.");
        if (file is null)
        {
            Find(connection, folderId, uid);
            throw Missing(connection, content);
        }
        if (file.Length == content.Length)
            return file;
        file.Dispose();
        throw new MsgStoreException(StoreError.Corrupt, $"Content {content.Id} has not the {content.Length} octets that were stored; restore its file from a backup.");
    }

    /// <summary>Gone with its message, or damaged.</summary>
    private static MsgStoreException Missing(SqliteConnection connection, StoredContent content) =>
        connection.Number("SELECT 1 FROM contents WHERE id=?1", content.Id) is null
            ? MessageRows.Expunged()
            : new MsgStoreException(StoreError.Corrupt, $"Content {content.Id} has lost octets; check the database and restore a backup.");

    private readonly record struct StoredContent(long Id, long Length, string? Blob);
}
