using System.Buffers.Binary;
using System.Security.Cryptography;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Sqlite.Content;
using MsgStore.Sqlite.Engine;
using MsgStore.Storage;

namespace MsgStore.Sqlite.Rows;

/// <summary>Messages of a folder. Runs inside the caller's transaction. Each change of a message raises the folder's mod-sequence by one.</summary>
internal static class MessageRows
{
    private const long MaxUid = uint.MaxValue - 1;

    /// <summary>Puts a message into a folder and gives it its UID.</summary>
    /// <exception cref="MsgStoreException">FolderNotFound.</exception>
    public static AppendResult Insert(SqliteConnection connection, long folderId, in NewMessage message)
    {
        var (uid, modSeq, validity) = TakeUid(connection, folderId, message);
        var (tag, name) = Identify(connection, folderId, uid, message.Key);
        connection.Execute(
            """
            INSERT INTO messages(folder_id, uid, tag, content_id, wire_size, stored_size, internal_date, flags, keywords, mod_seq, seal_id, name)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
            """,
            folderId, uid, tag, message.ContentId, message.WireSize, message.StoredSize, message.DateSeconds, (long)message.Flags, message.Keywords, modSeq,
            message.SealId, name);
        return new AppendResult(name is null ? MessageKeys.Of(uid, tag) : new MessageKey(name), uid, validity);
    }

    /// <summary>Removes a message.</summary>
    /// <returns>Its stored size; <see langword="null"/> where it was gone.</returns>
    public static long? Delete(WriteScope scope, FileBlobStore? blobs, long folderId, uint uid)
    {
        long contentId, storedSize, wireSize;
        using (var removed = scope.Connection.Query(
            "DELETE FROM messages WHERE folder_id=?1 AND uid=?2 RETURNING content_id, stored_size, wire_size", folderId, uid))
        {
            if (!removed.Read())
                return null;
            (contentId, storedSize, wireSize) = (removed.Int64(0), removed.Int64(1), removed.Int64(2));
        }
        scope.Connection.Execute(
            "UPDATE folders SET message_count=message_count-1, wire_octets=wire_octets-?2, highest_mod_seq=highest_mod_seq+1 WHERE id=?1", folderId, wireSize);
        ContentRows.RemoveUnreferenced(scope, blobs, contentId);
        return storedSize;
    }

    /// <summary>The UID of the message with a key; <see langword="null"/> where the folder has none.</summary>
    public static uint? FindByKey(SqliteConnection connection, long folderId, MessageKey key)
    {
        if (!MessageKeys.IsKey(key))
            return null;
        var uid = connection.Number("SELECT uid FROM messages WHERE folder_id=?1 AND name=?2", folderId, key.Value);
        if (uid is null && MessageKeys.TryParse(key, out var own, out var tag))
            uid = connection.Number("SELECT uid FROM messages WHERE folder_id=?1 AND uid=?2 AND tag=?3 AND name IS NULL", folderId, own, tag);
        return (uint?)uid;
    }

    /// <summary>A message as it would be put into another folder; <see langword="null"/> where it is gone.</summary>
    public static NewMessage? FindForCopy(SqliteConnection connection, long folderId, uint uid)
    {
        using var row = connection.Query(
            "SELECT content_id, wire_size, stored_size, internal_date, flags, keywords, seal_id FROM messages WHERE folder_id=?1 AND uid=?2", folderId, uid);
        return !row.Read() ? null : new NewMessage
        {
            ContentId = row.Int64(0),
            WireSize = row.Int64(1),
            StoredSize = row.Int64(2),
            DateSeconds = row.Int64(3),
            Flags = (MessageFlags)row.Int64(4),
            Keywords = row.NullableText(5),
            SealId = row.NullableInt64(6),
        };
    }

    /// <summary>Changes flags and keywords; does nothing where the change changes nothing.</summary>
    /// <returns>What the message has afterwards.</returns>
    /// <exception cref="MsgStoreException">MessageExpunged.</exception>
    public static (MessageFlags Flags, KeywordSet Keywords, long ModSeq) ChangeFlags(SqliteConnection connection, long folderId, uint uid, FlagChange change)
    {
        MessageFlags flags;
        KeywordSet keywords;
        long modSeq;
        using (var row = connection.Query("SELECT flags, keywords, mod_seq FROM messages WHERE folder_id=?1 AND uid=?2", folderId, uid))
        {
            if (!row.Read())
                throw Expunged();
            (flags, keywords, modSeq) = ((MessageFlags)row.Int64(0), ReadKeywords(row.NullableText(1)), row.Int64(2));
        }
        var (newFlags, newKeywords) = (change.Apply(flags), change.Apply(keywords));
        if (newFlags == flags && newKeywords.Equals(keywords))
            return (flags, keywords, modSeq);
        modSeq = connection.Number("UPDATE folders SET highest_mod_seq=highest_mod_seq+1 WHERE id=?1 RETURNING highest_mod_seq", folderId) ?? modSeq;
        connection.Execute("UPDATE messages SET flags=?3, keywords=?4, mod_seq=?5 WHERE folder_id=?1 AND uid=?2",
            folderId, uid, (long)newFlags, WriteKeywords(newKeywords), modSeq);
        return (newFlags, newKeywords, modSeq);
    }

    /// <summary>The row of a kind of seal, made where it is new; <see langword="null"/> for plaintext.</summary>
    public static long? SealId(SqliteConnection connection, EncryptionInfo? encryption)
    {
        if (encryption is null)
            return null;
        if (connection.Number("SELECT id FROM seals WHERE algorithm=?1 AND key_id=?2", encryption.Algorithm, encryption.KeyId) is { } found)
            return found;
        connection.Execute("INSERT INTO seals(algorithm, key_id) VALUES(?1, ?2)", encryption.Algorithm, encryption.KeyId);
        return connection.LastInsertedId;
    }

    /// <summary>Keywords as they stand in a row.</summary>
    public static string? WriteKeywords(KeywordSet keywords) => keywords.Count == 0 ? null : keywords.ToString();

    /// <summary>Keywords of a row; what is none, in a row that was tampered with, is passed over.</summary>
    public static KeywordSet ReadKeywords(string? text) =>
        string.IsNullOrEmpty(text) ? KeywordSet.Empty : KeywordSet.Create(text.Split(' ').Where(KeywordSet.IsKeyword));

    public static MsgStoreException Expunged() => new(StoreError.MessageExpunged, "The message was removed by another session.");

    private static (uint Uid, long ModSeq, uint Validity) TakeUid(SqliteConnection connection, long folderId, in NewMessage message)
    {
        using var folder = connection.Query(
            """
            UPDATE folders SET uid_next=max(uid_next, ?3)+1, highest_mod_seq=highest_mod_seq+1, message_count=message_count+1, wire_octets=wire_octets+?2
            WHERE id=?1 RETURNING uid_next-1, highest_mod_seq, uid_validity
            """,
            folderId, message.WireSize, message.Uid ?? 0);
        if (!folder.Read())
            throw new MsgStoreException(StoreError.FolderNotFound, "The folder was removed by another session.");
        if (folder.Int64(0) > MaxUid)
            throw new MsgStoreException(StoreError.Unavailable, "The folder has given all its UIDs; its messages have to move to another one.");
        return ((uint)folder.Int64(0), folder.Int64(1), (uint)folder.Int64(2));
    }

    private static (uint Tag, string? Name) Identify(SqliteConnection connection, long folderId, uint uid, MessageKey? wanted)
    {
        if (wanted is { } key && MessageKeys.IsKey(key))
        {
            if (MessageKeys.TryParse(key, out var keyUid, out var keyTag))
            {
                if (keyUid == uid)
                    return (keyTag, null);
                // Of the form of keys given here: only where no message can have it by itself.
                if (keyUid >= uid || connection.Number("SELECT 1 FROM messages WHERE folder_id=?1 AND uid=?2 AND tag=?3", folderId, keyUid, keyTag) is not null)
                    return (NewTag(), null);
            }
            if (connection.Number("SELECT 1 FROM messages WHERE folder_id=?1 AND name=?2", folderId, key.Value) is null)
                return (NewTag(), key.Value);
        }
        return (NewTag(), null);
    }

    private static uint NewTag()
    {
        Span<byte> octets = stackalloc byte[sizeof(uint)];
        RandomNumberGenerator.Fill(octets);
        return BinaryPrimitives.ReadUInt32LittleEndian(octets);
    }
}
