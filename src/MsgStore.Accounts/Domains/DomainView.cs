using System.Collections.Immutable;
using MsgStore.Accounts.Configuration;
using MsgStore.Delivery;
using MsgStore.Mailboxes;

namespace MsgStore.Accounts.Domains;

/// <summary>A domain as its files say now.</summary>
/// <param name="Name">The canonical domain name.</param>
/// <param name="Settings">Its settings, all files merged.</param>
/// <param name="Passwd">Its users.</param>
/// <param name="Forwards">What users forward themselves.</param>
internal sealed record DomainView(string Name, DomainSettings Settings, PasswdFile Passwd, UserForwards Forwards)
{
    /// <summary>What a local part may mean here, the whole of it first.</summary>
    public IReadOnlyList<(string LocalPart, string? Detail)> Readings(string localPart) => Subaddress.Readings(localPart, Settings.SubaddressDelimiter);

    /// <summary>The canonical name of a local part here; <see langword="null"/> where it can be none.</summary>
    public MailboxName? NameOf(string localPart) => MailboxName.TryCreate(localPart, Name, Settings.Folding, out var name) ? name : null;

    /// <summary>Finds a user.</summary>
    public PasswdEntry? FindUser(string localPart) => Passwd.Find(localPart, Settings.Folding);

    /// <summary>The mailbox a user reads; the reader of the file has checked that there is one.</summary>
    public MailboxName MailboxOf(PasswdEntry user) =>
        NameOf(user.Mailbox) ?? throw new InvalidOperationException("A user without mailbox.");

    /// <summary>Where mail for a local part is forwarded to: by the user's own file, then by the domain. Empty for nowhere.</summary>
    public async ValueTask<ImmutableArray<EmailAddress>> FindForwardsAsync(MailboxName name, CancellationToken cancellationToken)
    {
        var own = await Forwards.FindAsync(name.LocalPart, cancellationToken).ConfigureAwait(false);
        return !own.IsEmpty ? own : Settings.Forwards.GetValueOrDefault(name.LocalPart, []);
    }
}
