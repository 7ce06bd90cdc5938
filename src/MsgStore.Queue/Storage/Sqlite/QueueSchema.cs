using MsgStore.Sqlite.Engine;
using MsgStore.Sqlite.Schema;

namespace MsgStore.Queue.Storage.Sqlite;

/// <summary>The queue's tables. Times are milliseconds since 1970 UTC, sizes octets; states, lanes and priorities are the numbers of their enums.</summary>
internal static class QueueSchema
{
    /// <summary>"MSGQ".</summary>
    public const int ApplicationId = 0x4d534751;

    private const string Version1 =
        $"""
        {StoreSchema.ContentTables}

        -- open: recipients that are neither done nor dead; at zero the message counts no more towards the limits.
        CREATE TABLE messages(
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          queue_id TEXT NOT NULL UNIQUE,
          content_id INTEGER NOT NULL REFERENCES contents(id),
          wire_size INTEGER NOT NULL, is_sealed INTEGER NOT NULL, seal_algorithm TEXT, seal_key TEXT,
          sender TEXT NOT NULL, tenant TEXT, user TEXT, priority INTEGER NOT NULL, is_utf8 INTEGER NOT NULL,
          dsn_return INTEGER, dsn_envelope TEXT,
          received_at INTEGER NOT NULL, enqueued_at INTEGER NOT NULL, open INTEGER NOT NULL) STRICT;
        CREATE INDEX messages_by_content ON messages(content_id);
        CREATE INDEX messages_open ON messages(priority, id) WHERE open > 0;
        CREATE INDEX messages_open_by_sender ON messages(sender, priority, id) WHERE open > 0;

        CREATE TABLE recipients(
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          message_id INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
          address TEXT NOT NULL, notify INTEGER, original TEXT,
          destination TEXT NOT NULL, route TEXT NOT NULL, lane INTEGER NOT NULL, priority INTEGER NOT NULL,
          state INTEGER NOT NULL, rank INTEGER NOT NULL,
          enqueued_at INTEGER NOT NULL, due_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, ended_at INTEGER,
          attempts INTEGER NOT NULL DEFAULT 0, is_delay_told INTEGER NOT NULL DEFAULT 0,
          lease TEXT, lease_until INTEGER,
          last_code TEXT, last_reply TEXT, last_host TEXT) STRICT;
        CREATE INDEX recipients_by_message ON recipients(message_id);
        CREATE INDEX recipients_by_state ON recipients(state, priority, enqueued_at);
        CREATE INDEX recipients_line ON recipients(lane, rank, destination) WHERE state = 0;
        CREATE INDEX recipients_line_by_destination ON recipients(lane, destination, rank) WHERE state = 0;
        CREATE INDEX recipients_leased ON recipients(lease_until) WHERE state = 1;
        CREATE INDEX recipients_by_lease ON recipients(lease) WHERE state = 1;
        CREATE INDEX recipients_delayed ON recipients(due_at) WHERE state = 2;
        CREATE INDEX recipients_dead ON recipients(ended_at) WHERE state = 4;
        CREATE INDEX recipients_done ON recipients(ended_at) WHERE state = 5;

        CREATE TABLE attempts(
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          message_id INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
          at INTEGER NOT NULL, host TEXT NOT NULL, outcome TEXT NOT NULL, transcript TEXT NOT NULL) STRICT;
        CREATE INDEX attempts_by_message ON attempts(message_id);

        CREATE TABLE keys(
          scope TEXT NOT NULL, name TEXT NOT NULL, queue_id TEXT NOT NULL, at INTEGER NOT NULL,
          PRIMARY KEY(scope, name)) STRICT, WITHOUT ROWID;
        CREATE INDEX keys_by_age ON keys(at);

        -- What open messages take: of one sender, and under the name '*' of all.
        CREATE TABLE usage(
          sender TEXT PRIMARY KEY, messages INTEGER NOT NULL, octets INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        """;

    // Of what waits from before, nobody knows; what no user submitted is not vouched for. (What was to be signed is signed before it is stored.)
    private const string Version2 =
        """
        ALTER TABLE messages ADD COLUMN is_relayed INTEGER NOT NULL DEFAULT 0;
        UPDATE messages SET is_relayed = 1 WHERE user IS NULL;
        """;

    /// <summary>From any version before to the one this program writes.</summary>
    public static SchemaMigrations Migrations { get; } = new(ApplicationId, Version1, Version2);
}
