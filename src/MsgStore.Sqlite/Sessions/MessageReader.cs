using MsgStore.Content;
using MsgStore.Sqlite.Content;
using MsgStore.Sqlite.Engine;
using MsgStore.Sqlite.Rows;
using MsgStore.Storage;

namespace MsgStore.Sqlite.Sessions;

/// <summary>Opens messages.</summary>
internal sealed class MessageReader(SqliteContext context)
{
    private readonly ContentReader _contents = new(context.Engine);

    /// <summary>Opens a message.</summary>
    /// <exception cref="MsgStoreException">MessageExpunged, Corrupt, Unavailable.</exception>
    public ValueTask<Stream> OpenAsync(long folderId, uint uid, CancellationToken cancellationToken) => context.Readers.ReadAsync(
        connection =>
        {
            var content = Find(connection, folderId, uid);
            return _contents.Open(connection, content, () => Missing(connection, folderId, uid, content));
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
            if (content.Blob is null)
                return ContentRows.Read(connection, content.Id, offset, buffer.Span[..wanted]) == wanted
                    ? wanted
                    : throw Missing(connection, folderId, uid, content);
            using var blob = new FileHandleStream(_contents.OpenBlob(content, () => Missing(connection, folderId, uid, content)), content.Length);
            blob.Position = offset;
            return blob.ReadAtLeast(buffer.Span[..wanted], wanted, throwOnEndOfStream: false);
        },
        cancellationToken);

    private static StoredContent Find(SqliteConnection connection, long folderId, uint uid)
    {
        using var row = connection.Query(
            "SELECT c.id, c.length, c.blob FROM messages m JOIN contents c ON c.id=m.content_id WHERE m.folder_id=?1 AND m.uid=?2", folderId, uid);
        return row.Read() ? new StoredContent(row.Int64(0), row.Int64(1), row.NullableText(2)) : throw MessageRows.Expunged();
    }

    /// <summary>Gone with its message, or damaged.</summary>
    private static MsgStoreException Missing(SqliteConnection connection, long folderId, uint uid, StoredContent content)
    {
        Find(connection, folderId, uid);
        return ContentReader.FindDamage(connection, content) ?? MessageRows.Expunged();
    }
}
