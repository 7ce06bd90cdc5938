namespace MsgStore.Mailboxes;

/// <summary>What a folder holds.</summary>
/// <param name="Count">Messages.</param>
/// <param name="WireSize">The sum of their plaintext sizes in octets, as POP3's STAT gives it (RFC 1939 §5).</param>
public readonly record struct MailboxStat(int Count, long WireSize);
