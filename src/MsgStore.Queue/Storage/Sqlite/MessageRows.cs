using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Sqlite.Content;
using MsgStore.Sqlite.Engine;

namespace MsgStore.Queue.Storage.Sqlite;

/// <summary>Rows of messages.</summary>
internal static class MessageRows
{
    /// <summary>The columns <see cref="Read"/> takes, of a table named <c>m</c>.</summary>
    public const string Columns =
        "m.id, m.queue_id, m.sender, m.wire_size, m.priority, m.enqueued_at, m.received_at, m.is_sealed, m.seal_algorithm, m.seal_key, m.tenant, m.user, m.dsn_return, m.dsn_envelope, m.is_utf8, m.is_relayed";

    /// <summary>How many they are.</summary>
    public const int ColumnCount = 16;

    /// <summary>Stores a message whose content is in its place.</summary>
    public static long Insert(SqliteConnection connection, QueueSubmission message, long contentId)
    {
        connection.Execute(
            """
            INSERT INTO messages(queue_id, content_id, wire_size, is_sealed, seal_algorithm, seal_key, sender, tenant, user, priority, is_utf8,
              dsn_return, dsn_envelope, received_at, enqueued_at, open, is_relayed) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
            """,
            message.QueueId, contentId, message.Content.WireSize, Flag(message.IsSealed), message.Encryption?.Algorithm, message.Encryption?.KeyId,
            Sender(message.From), message.Tenant, message.AuthenticatedUser, (long)message.Priority, Flag(message.IsSmtpUtf8),
            (long?)message.Dsn?.Return, message.Dsn?.EnvelopeIdentifier, message.ReceivedAt.ToRow(), message.EnqueuedAt.ToRow(), (long)message.Recipients.Length,
            Flag(message.IsRelayed));
        return connection.LastInsertedId;
    }

    /// <summary>Reads a message from the columns that begin at one.</summary>
    public static QueueMessage Read(SqliteStatement row, int at) => new()
    {
        Id = row.Int64(at),
        QueueId = row.Text(at + 1),
        From = ToAddress(row.Text(at + 2)),
        SizeInOctets = row.Int64(at + 3),
        Priority = (MailPriority)row.Int64(at + 4),
        EnqueuedAt = Moments.FromRow(row.Int64(at + 5)),
        ReceivedAt = Moments.FromRow(row.Int64(at + 6)),
        IsSealed = row.Int64(at + 7) != 0,
        Encryption = row.NullableText(at + 8) is { } algorithm ? new EncryptionInfo(algorithm, row.NullableText(at + 9) ?? "") : null,
        Tenant = row.NullableText(at + 10),
        AuthenticatedUser = row.NullableText(at + 11),
        Dsn = row.IsNull(at + 12) && row.IsNull(at + 13) ? null : new EnvelopeDsn((DsnReturn?)row.NullableInt64(at + 12), row.NullableText(at + 13)),
        IsSmtpUtf8 = row.Int64(at + 14) != 0,
        IsRelayed = row.Int64(at + 15) != 0,
    };

    /// <summary>A message by its number.</summary>
    public static QueueMessage? Find(SqliteConnection connection, long id)
    {
        using var row = connection.Query($"SELECT {Columns} FROM messages m WHERE m.id=?1", id);
        return row.Read() ? Read(row, 0) : null;
    }

    /// <summary>Removes a message none of whose recipients is left, with its content.</summary>
    public static void RemoveEmpty(WriteScope scope, FileBlobStore? blobs, long id)
    {
        long content;
        using (var removed = scope.Connection.Query(
            "DELETE FROM messages WHERE id=?1 AND NOT EXISTS(SELECT 1 FROM recipients WHERE message_id=?1) RETURNING content_id", id))
        {
            if (!removed.Read())
                return;
            content = removed.Int64(0);
        }
        ContentRows.RemoveUnreferenced(scope, blobs, content);
    }

    /// <summary>A reverse-path as a row holds it: empty for <c>&lt;&gt;</c>.</summary>
    public static string Sender(EmailAddress? from) => from?.ToString() ?? "";

    /// <summary>A truth as a row holds it.</summary>
    public static long Flag(bool value) => value ? 1 : 0;

    private static EmailAddress? ToAddress(string text) => EmailAddress.TryParse(text, out var address) ? address : null;
}
