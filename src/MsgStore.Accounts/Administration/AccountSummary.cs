using System.Collections.Immutable;
using System.Text;
using MsgStore.Delivery;
using MsgStore.Mailboxes;

namespace MsgStore.Accounts.Administration;

/// <summary>What an operator may see of a user.</summary>
/// <param name="Name">The canonical login name.</param>
/// <param name="Mailbox">The mailbox they read.</param>
/// <param name="CanLogIn">Whether there is a hash a password could verify against.</param>
/// <param name="Forwards">Where their mail goes instead; empty for nowhere.</param>
public sealed record AccountSummary(MailboxName Name, MailboxName Mailbox, bool CanLogIn, ImmutableArray<EmailAddress> Forwards)
{
    private bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(Name), Name), (nameof(Mailbox), Mailbox), (nameof(CanLogIn), CanLogIn), (nameof(Forwards), Forwards));
}
