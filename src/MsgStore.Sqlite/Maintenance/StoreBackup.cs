using System.Security.Cryptography;
using MsgStore.Posix;
using MsgStore.Sqlite.Content;
using MsgStore.Sqlite.Engine;
using MsgStore.Storage;
using SQLitePCL;

namespace MsgStore.Sqlite.Maintenance;

/// <summary>Copies a store: the database at one moment, then the files its rows name. The copy takes its name when it was checked as a whole.</summary>
internal sealed class StoreBackup(SqliteContext context)
{
    private const int Page = 500;
    private const string LockName = "backup";
    private const string NewSuffix = ".new";

    public async ValueTask<SqliteBackupReport> RunAsync(string directory, CancellationToken cancellationToken)
    {
        if (!Path.IsPathFullyQualified(directory) || IsWithin(directory, context.Options.Root))
            throw new ArgumentException($"'{directory}' has to be an absolute path outside the store.", nameof(directory));
        // Stores have locks, backups have none; what a store holds is not replaced by mistake.
        if (Directory.Exists(Path.Combine(directory, LockFiles.DirectoryName)))
            throw new ArgumentException($"'{directory}' holds a store that has been in use; name another directory.", nameof(directory));
        try
        {
            return await context.Readers.RunAsync(() => Run(directory, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (SqliteFault fault)
        {
            throw SqliteErrors.ToStoreError(fault);
        }
        catch (PosixException e)
        {
            throw PosixErrors.ToStoreError(e);
        }
    }

    private static bool IsWithin(string path, string root) =>
        !Path.GetRelativePath(root, path).StartsWith("..", StringComparison.Ordinal);

    private SqliteBackupReport Run(string directory, CancellationToken cancellationToken)
    {
        // Two into one directory would take each other's files for those of an earlier backup.
        using var alone = context.Database.Locks.TryTake(LockName) ?? throw new MsgStoreException(StoreError.Unavailable, "Another backup of the store is under way.");
        var name = $"{context.Options.DatabaseName}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}{NewSuffix}";
        var path = Path.Combine(directory, name);
        MakeDirectory(directory);
        RemoveUnfinished(directory);
        try
        {
            CreateFile(directory, name);
            using (var source = context.Database.OpenWriter())
                source.Execute("VACUUM INTO ?1", path);
            var blobs = context.Database.Settings.Layer is { } layer ? new FileBlobStore(layer, directory) : null;
            SqliteBackupReport report;
            using (var copy = SqliteConnection.Open(path, raw.SQLITE_OPEN_READWRITE))
                report = Complete(copy, blobs, cancellationToken);
            Publish(directory, name);
            RemoveUnnamed(directory, blobs);
            return report;
        }
        finally
        {
            // Gone already where it took its name.
            File.Delete(path);
            File.Delete(path + "-journal");
        }
    }

    private void MakeDirectory(string directory)
    {
        if (context.Database.Settings.Layer is { } layer)
            layer.OpenRoot(directory).Dispose();
        else
            Directory.CreateDirectory(directory);
    }

    /// <summary>Makes an empty file that only its owner may read; SQLite's own would follow the umask.</summary>
    private void CreateFile(string directory, string name)
    {
        if (context.Database.Settings.Layer is not { } layer)
            return;
        using var target = layer.OpenRoot(directory);
        target.CreateFile(OctetName.FromText(name))?.Dispose();
    }

    /// <summary>Removes what a backup left that was killed.</summary>
    private void RemoveUnfinished(string directory)
    {
        foreach (var file in Directory.GetFiles(directory, $"{context.Options.DatabaseName}.*{NewSuffix}*"))
            File.Delete(file);
    }

    private SqliteBackupReport Complete(SqliteConnection copy, FileBlobStore? blobs, CancellationToken cancellationToken)
    {
        copy.ExecuteScript("PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON");
        copy.Execute("DELETE FROM contents WHERE staged_at IS NOT NULL");
        var expunged = CopyBlobs(copy, blobs, cancellationToken);
        if (StoreCheck.FindDamage(copy) is [var damage, ..])
            throw new MsgStoreException(StoreError.Corrupt, $"The copy is damaged: {damage}");
        var check = new ContentCheck(blobs);
        foreach (var row in Contents(copy))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (check.FindFault(copy, row, verify: true) is { } fault)
                throw new MsgStoreException(StoreError.Corrupt, $"The copy is damaged, or the store is: check it. {fault}");
        }
        return new SqliteBackupReport(
            copy.Number("SELECT count(*) FROM messages") ?? 0,
            copy.Number("SELECT count(*) FROM contents") ?? 0,
            copy.Number("SELECT coalesce(sum(length), 0) FROM contents") ?? 0,
            expunged);
    }

    /// <summary>Copies the files; a message whose file has gone with it meanwhile goes from the copy too.</summary>
    private int CopyBlobs(SqliteConnection copy, FileBlobStore? target, CancellationToken cancellationToken)
    {
        var expunged = 0;
        foreach (var row in Contents(copy).Where(row => row.Blob is not null))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (target is not null && context.Blobs is { } blobs && blobs.CopyTo(target, row.Blob ?? ""))
                continue;
            if (context.Readers.Read(connection => connection.Number("SELECT 1 FROM contents WHERE id=?1", row.Id)) is not null)
                throw new MsgStoreException(StoreError.Corrupt, $"Content {row.Id} of the store has lost its file.");
            expunged += Expunge(copy, row.Id);
        }
        return expunged;
    }

    private static int Expunge(SqliteConnection copy, long contentId)
    {
        var messages = new List<(long Folder, long Wire, long Stored)>();
        using (var removed = copy.Query("DELETE FROM messages WHERE content_id=?1 RETURNING folder_id, wire_size, stored_size", contentId))
            while (removed.Read())
                messages.Add((removed.Int64(0), removed.Int64(1), removed.Int64(2)));
        foreach (var (folder, wire, stored) in messages)
        {
            copy.Execute("UPDATE folders SET message_count=message_count-1, wire_octets=wire_octets-?2 WHERE id=?1", folder, wire);
            copy.Execute(
                "UPDATE mailboxes SET used_messages=used_messages-1, used_octets=used_octets-?2 WHERE id=(SELECT mailbox_id FROM folders WHERE id=?1)", folder, stored);
        }
        copy.Execute("DELETE FROM contents WHERE id=?1", contentId);
        return messages.Count;
    }

    private static IEnumerable<ContentCheck.Row> Contents(SqliteConnection connection)
    {
        long last = 0;
        while (ContentCheck.List(connection, last, Page) is { Count: > 0 } page)
        {
            foreach (var row in page)
                yield return row;
            last = page[^1].Id;
        }
    }

    private void Publish(string directory, string name)
    {
        if (context.Database.Settings.Layer is not { } layer)
        {
            var final = Path.Combine(directory, context.Options.DatabaseName);
            // It replaces only what exists.
            File.Open(final, FileMode.OpenOrCreate).Dispose();
            File.Replace(Path.Combine(directory, name), final, destinationBackupFileName: null);
            return;
        }
        using var target = layer.OpenRoot(directory);
        using (var file = target.OpenRead(name))
            file?.Flush();
        target.Replace(name, context.Options.DatabaseName);
        target.Flush();
    }

    /// <summary>Removes files of an earlier backup that this one does not name.</summary>
    private void RemoveUnnamed(string directory, FileBlobStore? blobs)
    {
        if (blobs is null)
            return;
        using var copy = SqliteConnection.Open(Path.Combine(directory, context.Options.DatabaseName), raw.SQLITE_OPEN_READONLY);
        foreach (var name in blobs.List().ToList())
            blobs.Sweep(name, TimeSpan.Zero, file => copy.Number("SELECT 1 FROM contents WHERE blob=?1", file) is not null);
    }
}
