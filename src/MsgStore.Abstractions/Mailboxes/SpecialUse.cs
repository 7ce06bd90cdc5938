namespace MsgStore.Mailboxes;

/// <summary>What a folder is for (RFC 6154 §2; Important: RFC 8457).</summary>
public enum SpecialUse
{
    /// <summary>\Archive.</summary>
    Archive,
    /// <summary>\Drafts.</summary>
    Drafts,
    /// <summary>\Flagged.</summary>
    Flagged,
    /// <summary>\Important.</summary>
    Important,
    /// <summary>\Junk.</summary>
    Junk,
    /// <summary>\Sent.</summary>
    Sent,
    /// <summary>\Trash.</summary>
    Trash,
    /// <summary>\All.</summary>
    All,
}
