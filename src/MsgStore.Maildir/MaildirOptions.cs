using System.ComponentModel.DataAnnotations;
using MsgStore.Mailboxes;

namespace MsgStore.Maildir;

/// <summary>Where mail lies and what a new mailbox gets.</summary>
public sealed class MaildirOptions
{
    /// <summary>The section of a configuration that hosts read them from.</summary>
    public const string SectionName = "Store";

    /// <summary>The directory everything lies below; an absolute path. Created with mode 0700 where it does not exist.</summary>
    [Required]
    public string Root { get; set; } = "";

    /// <summary>
    /// A mailbox's directory below <see cref="Root"/>. Each level is fixed text or one of <c>{localpart}</c>, <c>{domain}</c>, <c>{email}</c>
    /// with fixed text around it. Default: <c>{domain}/{localpart}</c>.
    /// </summary>
    [Required]
    public string PathTemplate { get; set; } = "{domain}/{localpart}";

    /// <summary>A directory below the mailbox's own that holds the Maildir, as <c>Maildir</c>; empty for none, the default.</summary>
    public string MaildirSubdirectory { get; set; } = "";

    /// <summary>The one domain served, where the template does not name the domain. Mailboxes of others are then refused.</summary>
    public string Domain { get; set; } = "";

    /// <summary>Age after which a file left in <c>tmp</c> is removed, 1 hour to 30 days. Default: 36 hours, as maildir(5) asks.</summary>
    [TimeSpanRange(3600, 30 * 86_400)]
    public TimeSpan StaleAfter { get; set; } = TimeSpan.FromHours(36);

    /// <summary>Folders made with a mailbox. Default: Junk, Trash, Sent and Drafts.</summary>
    public IList<MaildirFolder> DefaultFolders { get; } =
    [
        new("Junk", SpecialUse.Junk), new("Trash", SpecialUse.Trash), new("Sent", SpecialUse.Sent), new("Drafts", SpecialUse.Drafts),
    ];

    /// <summary>Other names of folders, as <c>Spam</c> for <c>Junk</c>; they count where no folder has that name. Default: none.</summary>
    public IDictionary<string, string> FolderAliases { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Octets a mailbox may hold unless its <c>maildirsize</c> says otherwise; null for no limit, the default.</summary>
    [Range(1, long.MaxValue)]
    public long? QuotaOctets { get; set; }

    /// <summary>Messages a mailbox may hold unless its <c>maildirsize</c> says otherwise; null for no limit, the default.</summary>
    [Range(1, long.MaxValue)]
    public long? QuotaMessages { get; set; }

    /// <summary>Threads that write and flush. Default: 8.</summary>
    [Range(1, 256)]
    public int WriterThreads { get; set; } = 8;

    /// <summary>The host part of file names; null for the machine's name, the default.</summary>
    public string? HostName { get; set; }
}
