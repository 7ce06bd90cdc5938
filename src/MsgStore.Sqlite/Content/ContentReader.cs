using MsgStore.Content;
using MsgStore.Posix;
using MsgStore.Sqlite.Engine;
using MsgStore.Sqlite.Schema;
using MsgStore.Storage;

namespace MsgStore.Sqlite.Content;

/// <summary>
/// Opens contents. Rows are read at once and not while the caller takes the octets, so that no read keeps the log from being moved into the
/// database, and an open stream does not depend on the rows any more.
/// </summary>
internal sealed class ContentReader(SqliteEngine engine)
{
    private const int MemoryOctets = 64 * 1024;

    /// <summary>The folder of a store's files without a name.</summary>
    public static string SpoolFolderOf(string root) => Path.Combine(root, "spool");

    /// <summary>Opens a content.</summary>
    /// <param name="connection">A reading connection.</param>
    /// <param name="content">The content.</param>
    /// <param name="missing">What to throw where octets are not there: gone with their message, or damaged.</param>
    /// <exception cref="MsgStoreException">Corrupt, Unavailable, or what <paramref name="missing"/> says.</exception>
    public Stream Open(SqliteConnection connection, StoredContent content, Func<MsgStoreException> missing)
    {
        if (content.Blob is not null)
            return new FileHandleStream(OpenBlob(content, missing), content.Length);
        return content.Length <= MemoryOctets ? ReadToMemory(connection, content, missing) : ReadToSpool(connection, content, missing);
    }

    /// <summary>Opens the file of a content that is one.</summary>
    /// <exception cref="MsgStoreException">Corrupt, Unavailable, or what <paramref name="missing"/> says.</exception>
    public IFileHandle OpenBlob(StoredContent content, Func<MsgStoreException> missing)
    {
        var file = engine.Blobs is { } blobs ? blobs.Open(content.Blob ?? "")
            : throw new MsgStoreException(StoreError.Unavailable, "The message lies in a file beside the database, which this system cannot open.");
        if (file is null)
            throw missing();
        if (file.Length == content.Length)
            return file;
        file.Dispose();
        throw new MsgStoreException(StoreError.Corrupt, $"Content {content.Id} has not the {content.Length} octets that were stored; restore its file from a backup.");
    }

    /// <summary>What to say of a content whose octets are not there.</summary>
    /// <returns><see langword="null"/> where its row is gone too.</returns>
    public static MsgStoreException? FindDamage(SqliteConnection connection, StoredContent content) =>
        connection.Number("SELECT 1 FROM contents WHERE id=?1", content.Id) is null
            ? null
            : new MsgStoreException(StoreError.Corrupt, $"Content {content.Id} has lost octets; check the database and restore a backup.");

    private static MemoryStream ReadToMemory(SqliteConnection connection, StoredContent content, Func<MsgStoreException> missing)
    {
        // The one chunk is read by one statement; that it was removed a moment before is not told from damage by its absence alone.
        var octets = new byte[content.Length];
        return ContentRows.Read(connection, content.Id, 0, octets) == octets.Length ? new MemoryStream(octets, writable: false) : throw missing();
    }

    private SpoolReadStream ReadToSpool(SqliteConnection connection, StoredContent content, Func<MsgStoreException> missing)
    {
        // As it is stored: sealed where there is a key, so the file needs no seal of its own.
        var spool = SpoolFile.Create(SpoolFolderOf(engine.Settings.Database.Root), content.Length, cipher: null);
        try
        {
            var buffer = new byte[StoreSchema.ChunkOctets];
            for (long offset = 0; offset < content.Length; offset += buffer.Length)
            {
                var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, content.Length - offset));
                if (ContentRows.Read(connection, content.Id, offset, part) < part.Length)
                    throw missing();
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
}
