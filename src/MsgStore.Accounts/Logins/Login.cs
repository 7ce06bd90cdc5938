using MsgStore.Mailboxes;

namespace MsgStore.Accounts.Logins;

/// <summary>Whom a login name means.</summary>
/// <param name="Name">The canonical name.</param>
/// <param name="Mailbox">The mailbox he reads.</param>
/// <param name="Detail">The subaddress he gave; <see langword="null"/> for none.</param>
/// <param name="Hash">The hash string his password is checked against.</param>
internal sealed record Login(MailboxName Name, MailboxName Mailbox, string? Detail, string Hash)
{
    public User ToUser(UnlockedKeys? keys = null) => new(Name.ToString(), Mailbox, keys) { Detail = Detail };

    // A hash is not for logs.
    public override string ToString() => nameof(Login);
}
