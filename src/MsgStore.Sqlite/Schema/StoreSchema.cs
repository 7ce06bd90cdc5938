using MsgStore.Sqlite.Engine;

namespace MsgStore.Sqlite.Schema;

/// <summary>The tables. Read and changed by the classes in Rows, Content and Sessions alone.</summary>
internal static class StoreSchema
{
    /// <summary>"MSGS".</summary>
    public const int ApplicationId = 0x4d534753;

    /// <summary>Octets of a chunk; the last one of a content is shorter.</summary>
    public const int ChunkOctets = 64 * 1024;

    /// <summary>Contents and their chunks, for every schema whose messages refer to them by <c>messages.content_id</c>.</summary>
    public const string ContentTables =
        """
        -- length, sha256: of the whole. blob: the file that holds it, else it lies in chunks. staged_at: since when it has waited for its message.
        CREATE TABLE contents(
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          length INTEGER NOT NULL, sha256 BLOB, blob TEXT, staged_at INTEGER) STRICT;
        CREATE UNIQUE INDEX contents_by_blob ON contents(blob) WHERE blob IS NOT NULL;
        CREATE INDEX contents_staged ON contents(staged_at) WHERE staged_at IS NOT NULL;

        CREATE TABLE chunks(
          content_id INTEGER NOT NULL REFERENCES contents(id) ON DELETE CASCADE,
          position INTEGER NOT NULL, octets BLOB NOT NULL,
          PRIMARY KEY(content_id, position)) STRICT;
        """;

    /// <summary>Sizes and times: octets, seconds since 1970 UTC. UIDs and folder counters follow RFC 9051; a UID is given in the transaction that stores the message.</summary>
    private const string Version1 =
        $"""
        CREATE TABLE mailboxes(
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          domain TEXT NOT NULL, local_part TEXT NOT NULL,
          last_uid_validity INTEGER NOT NULL DEFAULT 0,
          used_octets INTEGER NOT NULL DEFAULT 0, used_messages INTEGER NOT NULL DEFAULT 0,
          has_limits INTEGER NOT NULL DEFAULT 0, limit_octets INTEGER, limit_messages INTEGER,
          UNIQUE(domain, local_part)) STRICT;

        CREATE TABLE folders(
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          mailbox_id INTEGER NOT NULL REFERENCES mailboxes(id),
          name TEXT NOT NULL, special_use TEXT,
          uid_validity INTEGER NOT NULL, uid_next INTEGER NOT NULL DEFAULT 1, highest_mod_seq INTEGER NOT NULL DEFAULT 1,
          message_count INTEGER NOT NULL DEFAULT 0, wire_octets INTEGER NOT NULL DEFAULT 0,
          UNIQUE(mailbox_id, name)) STRICT;

        {ContentTables}

        CREATE TABLE seals(id INTEGER PRIMARY KEY, algorithm TEXT NOT NULL, key_id TEXT NOT NULL, UNIQUE(algorithm, key_id)) STRICT;

        -- tag: makes the key another one when a restored backup gives the same UID again. name: a key that came with the message from another store.
        CREATE TABLE messages(
          folder_id INTEGER NOT NULL REFERENCES folders(id), uid INTEGER NOT NULL, tag INTEGER NOT NULL,
          content_id INTEGER NOT NULL REFERENCES contents(id),
          wire_size INTEGER NOT NULL, stored_size INTEGER NOT NULL, internal_date INTEGER NOT NULL,
          flags INTEGER NOT NULL, keywords TEXT, mod_seq INTEGER NOT NULL,
          seal_id INTEGER REFERENCES seals(id), name TEXT,
          PRIMARY KEY(folder_id, uid)) STRICT, WITHOUT ROWID;
        CREATE INDEX messages_by_content ON messages(content_id);
        CREATE UNIQUE INDEX messages_by_name ON messages(folder_id, name) WHERE name IS NOT NULL;

        -- folder_id 0: of the mailbox itself.
        CREATE TABLE metadata(
          mailbox_id INTEGER NOT NULL REFERENCES mailboxes(id), folder_id INTEGER NOT NULL,
          entry TEXT NOT NULL COLLATE NOCASE, value TEXT NOT NULL,
          PRIMARY KEY(mailbox_id, folder_id, entry)) STRICT, WITHOUT ROWID;

        CREATE TABLE probes(id INTEGER PRIMARY KEY CHECK(id = 1), at INTEGER NOT NULL) STRICT;
        """;

    /// <summary>From any version before to the one this program writes.</summary>
    public static SchemaMigrations Migrations { get; } = new(ApplicationId, Version1);
}
