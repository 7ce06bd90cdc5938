namespace MsgStore.Sqlite.Content;

/// <summary>A content as its row says.</summary>
/// <param name="Id">The row.</param>
/// <param name="Length">Octets.</param>
/// <param name="Blob">The file that holds them; <see langword="null"/> where they lie in chunks.</param>
internal readonly record struct StoredContent(long Id, long Length, string? Blob);
