using System.ComponentModel.DataAnnotations;
using MsgStore.Mailboxes;

namespace MsgStore.Sqlite;

/// <summary>Where the database lies and what a new mailbox gets.</summary>
public sealed class SqliteStoreOptions
{
    /// <summary>The section of a configuration that hosts read them from.</summary>
    public const string SectionName = "Store";

    /// <summary>The directory of the database and the files beside it; an absolute path on a local file system. Created with mode 0700 where it does not exist.</summary>
    [Required]
    public string Root { get; set; } = "";

    /// <summary>The database's file name in <see cref="Root"/>. Default: <c>msgstore.db</c>.</summary>
    [Required]
    [RegularExpression("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}", ErrorMessage = "DatabaseName is a file name of letters, digits, '.', '_' and '-'.")]
    public string DatabaseName { get; set; } = "msgstore.db";

    /// <summary>A message with more octets than this is a file beside the database instead of rows in it. Default: 262,144. Linux only; elsewhere all messages are rows.</summary>
    [Range(0, long.MaxValue)]
    public long BlobThresholdInOctets { get; set; } = 256 * 1024;

    /// <summary>How long a write waits for other processes before it fails with Unavailable: 1 millisecond to 10 minutes. Default: 30 seconds.</summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Octets of write-ahead log after which it is moved into the database; the log stays below twice as much. Default: 8,388,608.</summary>
    [Range(256 * 1024, 1024 * 1024 * 1024)]
    public long CheckpointSizeInOctets { get; set; } = 8 * 1024 * 1024;

    /// <summary>Folders made with a mailbox. Default: Junk, Trash, Sent and Drafts.</summary>
    public IList<SqliteFolder> DefaultFolders { get; } =
    [
        new("Junk", SpecialUse.Junk), new("Trash", SpecialUse.Trash), new("Sent", SpecialUse.Sent), new("Drafts", SpecialUse.Drafts),
    ];

    /// <summary>Octets a mailbox may hold unless it has limits of its own; null for no limit, the default.</summary>
    [Range(1, long.MaxValue)]
    public long? QuotaOctets { get; set; }

    /// <summary>Messages a mailbox may hold unless it has limits of its own; null for no limit, the default.</summary>
    [Range(1, long.MaxValue)]
    public long? QuotaMessages { get; set; }

    /// <summary>Threads that read, each on a connection of its own. Default: 4.</summary>
    [Range(1, 64)]
    public int ReaderThreads { get; set; } = 4;

    /// <summary>How often a watched mailbox is looked at for changes made by other processes: 10 milliseconds to 1 minute. Default: 250 milliseconds.</summary>
    public TimeSpan WatchInterval { get; set; } = TimeSpan.FromMilliseconds(250);
}
