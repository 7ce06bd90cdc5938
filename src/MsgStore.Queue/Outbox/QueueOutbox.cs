using System.Data.Common;
using MsgStore.Posix;
using MsgStore.Posix.Linux;

namespace MsgStore.Queue.Outbox;

/// <summary>
/// An outbox in an application's own SQLite database: the application writes a row in the transaction of its own change, and the queue takes it from there,
/// once, whatever is killed in between. The table is part of the contract: any program may write it with the SQL that stands here.
/// </summary>
public static class QueueOutbox
{
    /// <summary>
    /// Makes the table <c>msgstore_outbox</c>. <c>key</c> names the message once; <c>sender</c> is empty for <c>&lt;&gt;</c>; <c>recipients</c> holds one address
    /// a line; <c>priority</c> is 0 low, 1 normal, 2 high, 3 urgent; times are milliseconds since 1970 UTC. <c>error</c> is set by the queue on a row that it
    /// cannot take; the row then stays until the application removes it or clears the column.
    /// </summary>
    public const string CreateSql =
        """
        CREATE TABLE IF NOT EXISTS msgstore_outbox(
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          key TEXT NOT NULL UNIQUE DEFAULT (lower(hex(randomblob(16)))),
          sender TEXT NOT NULL DEFAULT '',
          recipients TEXT NOT NULL,
          content BLOB NOT NULL,
          priority INTEGER NOT NULL DEFAULT 1,
          not_before INTEGER,
          expires_at INTEGER,
          tenant TEXT,
          created_at INTEGER NOT NULL DEFAULT (CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)),
          error TEXT);
        """;

    /// <summary>Writes a message. A key that is there already writes nothing.</summary>
    public const string InsertSql =
        """
        INSERT INTO msgstore_outbox(key, sender, recipients, content, priority, not_before, expires_at, tenant)
        VALUES(coalesce(@key, lower(hex(randomblob(16)))), @sender, @recipients, @content, @priority, @not_before, @expires_at, @tenant)
        ON CONFLICT(key) DO NOTHING;
        """;

    /// <summary>Makes the table where it is not there.</summary>
    /// <param name="connection">An open connection to the application's database.</param>
    /// <param name="cancellationToken">Passed on.</param>
    public static async ValueTask CreateAsync(DbConnection connection, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var command = connection.CreateCommand();
        await using var closing = command.ConfigureAwait(false);
        command.CommandText = CreateSql;
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a message in the caller's transaction: it is sent if that commits, and was never there if not. Afterwards, <see cref="Ring"/>.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Passed on.</param>
    /// <returns>False where the outbox holds a message of this key already, so that nothing was written.</returns>
    /// <exception cref="ArgumentException">The message has no recipients.</exception>
    /// <exception cref="InvalidOperationException">The database has no outbox: <see cref="CreateAsync"/> was not called.</exception>
    public static async ValueTask<bool> EnqueueAsync(DbTransaction transaction, OutboxMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(message);
        if (message.Recipients.IsDefaultOrEmpty)
            throw new ArgumentException("A message has recipients.", nameof(message));
        var connection = transaction.Connection ?? throw new ArgumentException("The transaction is over.", nameof(transaction));
        var command = connection.CreateCommand();
        await using var closing = command.ConfigureAwait(false);
        command.Transaction = transaction;
        command.CommandText = InsertSql;
        Add(command, "@key", message.Key);
        Add(command, "@sender", message.From?.ToString() ?? "");
        Add(command, "@recipients", string.Join('\n', message.Recipients));
        Add(command, "@content", message.Content.ToArray());
        Add(command, "@priority", (long)message.Priority);
        Add(command, "@not_before", message.NotBefore?.ToUnixTimeMilliseconds());
        Add(command, "@expires_at", message.ExpiresAt?.ToUnixTimeMilliseconds());
        Add(command, "@tenant", message.Tenant);
        try
        {
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) > 0;
        }
        catch (DbException e) when (e.Message.Contains("msgstore_outbox", StringComparison.Ordinal) && e.Message.Contains("no such table", StringComparison.Ordinal))
        {
            throw new InvalidOperationException("The database has no table msgstore_outbox; call QueueOutbox.CreateAsync(connection) once, before the first message.", e);
        }
    }

    /// <summary>Wakes the queue after the commit. Not ringing costs time, never mail.</summary>
    /// <param name="doorbell">The doorbell file, see <see cref="DoorbellOf"/>.</param>
    /// <exception cref="IOException">It cannot be written, or is a link to something else.</exception>
    public static void Ring(string doorbell)
    {
        if (OperatingSystem.IsLinux())
        {
            RingOnLinux(Path.GetFullPath(doorbell));
            return;
        }
        using var file = new FileStream(doorbell, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.WriteByte((byte)'\n');
    }

    // The folder may be one that other users write to as well; what they put at the bell's name must not be written to for them.
    private static void RingOnLinux(string doorbell)
    {
        using var folder = LinuxFileLayer.TryOpen(Path.GetDirectoryName(doorbell) ?? "/") ?? throw new DirectoryNotFoundException($"The doorbell {doorbell} has no folder.");
        using var file = folder.OpenLockFile(OctetName.FromText(Path.GetFileName(doorbell)));
        if (file.Stat().Links > 1)
            throw new IOException($"The doorbell {doorbell} is a link to another file; remove it.");
        file.Write("\n"u8, 0);
    }

    /// <summary>The doorbell file of a database, where the queue was told of no other.</summary>
    public static string DoorbellOf(string database) => database + "-msgstore-bell";

    private static void Add(DbCommand command, string name, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
    }
}
