using MsgStore.Delivery;
using MsgStore.Sqlite.Content;
using MsgStore.Sqlite.Engine;
using MsgStore.Storage;

namespace MsgStore.Queue.Storage.Sqlite;

/// <summary>A stored message that is too large for memory: each reading opens its rows or its file anew.</summary>
internal sealed class StoredQueueContent(SqliteEngine engine, StoredContent content, long wireSize) : MessageContent
{
    private readonly ContentReader _reader = new(engine);

    public override long Length => content.Length;

    public override long WireSize => wireSize;

    public override Stream OpenRead() => engine.Readers.Read(connection => _reader.Open(connection, content, () => Missing(connection, content)));

    /// <summary>What to say of a content that is not there.</summary>
    public static MsgStoreException Missing(SqliteConnection connection, StoredContent content) =>
        ContentReader.FindDamage(connection, content) ?? new MsgStoreException(StoreError.MessageNotFound, "The message is not in the queue any more.");
}
