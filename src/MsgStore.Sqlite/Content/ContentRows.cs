using MsgStore.Sqlite.Engine;
using MsgStore.Sqlite.Schema;
using MsgStore.Storage;

namespace MsgStore.Sqlite.Content;

/// <summary>Contents and their chunks: one row for a content, whoever shares it. Runs inside the caller's transaction.</summary>
internal static class ContentRows
{
    /// <summary>Makes the row of a content that is local, or takes the one that was staged.</summary>
    /// <returns>Its id.</returns>
    public static long Attach(SqliteConnection connection, LocalContent content)
    {
        if (content.StagedId > 0)
        {
            if (connection.Execute("UPDATE contents SET staged_at=NULL, sha256=?2 WHERE id=?1 AND staged_at IS NOT NULL", content.StagedId, content.Sha256) == 0)
                throw new MsgStoreException(StoreError.Unavailable, "A message waited for so long that its octets were swept; it has to come again.");
            return content.StagedId;
        }
        connection.Execute("INSERT INTO contents(length, sha256, blob) VALUES(?1, ?2, ?3)", content.Length, content.Sha256, content.Blob?.Name);
        var id = connection.LastInsertedId;
        content.Blob?.MayBeNamed();
        InsertChunks(connection, id, 0, content.Octets);
        return id;
    }

    /// <summary>Makes a row no message refers to yet.</summary>
    public static long Stage(SqliteConnection connection, long length, DateTimeOffset now)
    {
        connection.Execute("INSERT INTO contents(length, staged_at) VALUES(?1, ?2)", length, now.ToUnixTimeSeconds());
        return connection.LastInsertedId;
    }

    /// <summary>Adds chunks from a position on.</summary>
    public static void InsertChunks(SqliteConnection connection, long contentId, long position, ReadOnlyMemory<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            var chunk = octets[..Math.Min(octets.Length, StoreSchema.ChunkOctets)];
            connection.Execute("INSERT INTO chunks(content_id, position, octets) VALUES(?1, ?2, ?3)", contentId, position, chunk);
            position += chunk.Length;
            octets = octets[chunk.Length..];
        }
    }

    /// <summary>Removes a content that was staged and got no message.</summary>
    public static void RemoveStaged(SqliteConnection connection, long contentId) =>
        connection.Execute("DELETE FROM contents WHERE id=?1 AND staged_at IS NOT NULL", contentId);

    /// <summary>Removes a content if no message refers to it any more; its file goes after the commit.</summary>
    public static void RemoveUnreferenced(WriteScope scope, FileBlobStore? blobs, long contentId)
    {
        using var removed = scope.Connection.Query(
            "DELETE FROM contents WHERE id=?1 AND NOT EXISTS(SELECT 1 FROM messages WHERE content_id=?1) RETURNING blob", contentId);
        if (!removed.Read() || removed.NullableText(0) is not { } blob)
            return;
        scope.AfterCommit(() => blobs?.Remove(blob));
    }

    /// <summary>Copies octets of a content in chunks, from an offset on.</summary>
    /// <returns>Octets copied: fewer than the buffer holds at the end of the content, or where a chunk is missing.</returns>
    public static int Read(SqliteConnection connection, long contentId, long offset, Span<byte> buffer)
    {
        using var chunks = connection.Query(
            "SELECT position, octets FROM chunks WHERE content_id=?1 AND position BETWEEN ?2 AND ?3 ORDER BY position",
            contentId, offset - (offset % StoreSchema.ChunkOctets), offset + buffer.Length - 1);
        var copied = 0;
        while (copied < buffer.Length && chunks.Read())
        {
            var skip = offset + copied - chunks.Int64(0);
            var octets = chunks.Octets(1);
            if (skip < 0 || skip >= octets.Length)
                break;
            var part = octets[(int)skip..];
            part = part[..Math.Min(part.Length, buffer.Length - copied)];
            part.CopyTo(buffer[copied..]);
            copied += part.Length;
        }
        return copied;
    }
}
