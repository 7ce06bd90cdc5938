namespace MsgStore.Mailboxes;

/// <summary>The counters of a folder as a session saw them.</summary>
/// <param name="UidValidity">Changes when UIDs were lost (RFC 9051 §2.3.1.1); never 0.</param>
/// <param name="UidNext">Larger than every UID given so far.</param>
/// <param name="HighestModSeq">The highest mod-sequence of the folder (RFC 7162 §3.1.2.1); 1 or more.</param>
public readonly record struct MailboxState(uint UidValidity, uint UidNext, long HighestModSeq);
