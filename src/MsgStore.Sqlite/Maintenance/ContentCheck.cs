using System.Buffers;
using System.Security.Cryptography;
using MsgStore.Sqlite.Content;
using MsgStore.Sqlite.Engine;
using MsgStore.Sqlite.Schema;

namespace MsgStore.Sqlite.Maintenance;

/// <summary>Looks whether the octets of contents are there, and whether they are the right ones.</summary>
internal sealed class ContentCheck(FileBlobStore? blobs)
{
    /// <summary>A content as its row says.</summary>
    public sealed record Row(long Id, long Length, string? Blob, byte[] Sha256);

    /// <summary>Some contents that have a message, in the order of their rows.</summary>
    public static List<Row> List(SqliteConnection connection, long afterId, int count)
    {
        var result = new List<Row>();
        using var rows = connection.Query(
            "SELECT id, length, blob, sha256 FROM contents WHERE id>?1 AND staged_at IS NULL ORDER BY id LIMIT ?2", afterId, count);
        while (rows.Read())
            result.Add(new Row(rows.Int64(0), rows.Int64(1), rows.NullableText(2), rows.Octets(3).ToArray()));
        return result;
    }

    /// <summary>What is wrong with a content; <see langword="null"/> where nothing is, or where it was removed meanwhile.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="row">The content.</param>
    /// <param name="verify">Whether its octets are read.</param>
    public string? FindFault(SqliteConnection connection, Row row, bool verify)
    {
        var fault = row.Blob is { } blob ? FindBlobFault(blob, row, verify) : FindChunkFault(connection, row, verify);
        return fault is null || connection.Number("SELECT 1 FROM contents WHERE id=?1", row.Id) is null ? null : $"Content {row.Id}: {fault}";
    }

    private static string? FindChunkFault(SqliteConnection connection, Row row, bool verify)
    {
        var length = connection.Number("SELECT coalesce(sum(length(octets)), 0) FROM chunks WHERE content_id=?1", row.Id);
        if (length != row.Length)
            return $"its rows hold {length} octets instead of {row.Length}.";
        return !verify ? null : Compare(row, (buffer, offset) => ContentRows.Read(connection, row.Id, offset, buffer));
    }

    private string? FindBlobFault(string name, Row row, bool verify)
    {
        if (blobs is null)
            return "it lies in a file, which this system cannot open.";
        using var file = blobs.Open(name);
        if (file is null)
            return "its file is missing.";
        if (file.Length != row.Length)
            return $"its file has {file.Length} octets instead of {row.Length}.";
        return !verify ? null : Compare(row, (buffer, offset) => file.Read(buffer, offset));
    }

    private static string? Compare(Row row, Reader read)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(StoreSchema.ChunkOctets);
        try
        {
            for (long offset = 0; offset < row.Length;)
            {
                var count = read(buffer.AsSpan(0, (int)Math.Min(StoreSchema.ChunkOctets, row.Length - offset)), offset);
                if (count == 0)
                    return "its octets end early.";
                hash.AppendData(buffer, 0, count);
                offset += count;
            }
            return hash.GetHashAndReset().AsSpan().SequenceEqual(row.Sha256) ? null : "its octets are not those that were stored.";
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private delegate int Reader(Span<byte> buffer, long offset);
}
