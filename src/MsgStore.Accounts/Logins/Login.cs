using MsgStore.Mailboxes;

namespace MsgStore.Accounts.Logins;

/// <summary>Whom a login name means.</summary>
/// <param name="Name">The canonical name.</param>
/// <param name="Mailbox">The mailbox they read.</param>
/// <param name="Detail">The subaddress they gave; <see langword="null"/> for none.</param>
/// <param name="Hash">The hash string their password is checked against.</param>
internal sealed record Login(MailboxName Name, MailboxName Mailbox, string? Detail, string Hash)
{
    public User ToUser(UnlockedKeys? keys = null) => new(Name.ToString(), Mailbox, keys) { Detail = Detail };

    // A hash is not for logs.
    public override string ToString() => nameof(Login);
}
