namespace MsgStore.Mailboxes;

/// <summary>How a session holds its folder.</summary>
public enum MailboxAccess
{
    /// <summary>Beside others, as IMAP does. A message may vanish: its retrieval then fails with MessageExpunged.</summary>
    Shared,
    /// <summary>Alone among exclusive sessions, across processes, as POP3's maildrop lock asks (RFC 1939 §4). Deliveries go on.</summary>
    Exclusive,
}
