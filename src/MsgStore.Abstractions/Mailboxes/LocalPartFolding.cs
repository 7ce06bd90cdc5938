namespace MsgStore.Mailboxes;

/// <summary>How a domain treats the case of its local parts, which only it may decide (RFC 5321 §2.4).</summary>
public enum LocalPartFolding
{
    /// <summary>Alice and alice are one mailbox. The default.</summary>
    LowerCase,
    /// <summary>Alice and alice are two mailboxes.</summary>
    Exact,
}
