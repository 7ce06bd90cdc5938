namespace MsgStore.Encryption;

/// <summary>What sealing a mailbox did.</summary>
/// <param name="Sealed">Messages that were plaintext and are sealed now.</param>
/// <param name="AlreadySealed">Messages that were sealed.</param>
/// <param name="Doubtful">Messages left alone because they do not begin like text: another program may have sealed them.</param>
/// <param name="Unreadable">Messages left alone because they cannot be read.</param>
public sealed record MailboxSealing(int Sealed, int AlreadySealed, int Doubtful, int Unreadable)
{
    internal MailboxSealing Add(MailboxSealing other) =>
        new(Sealed + other.Sealed, AlreadySealed + other.AlreadySealed, Doubtful + other.Doubtful, Unreadable + other.Unreadable);
}
