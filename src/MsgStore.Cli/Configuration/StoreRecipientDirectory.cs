using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;

namespace MsgStore.Cli.Configuration;

/// <summary>Where no accounts are named, the mailboxes that exist are the users there are.</summary>
/// <param name="store">The store.</param>
/// <param name="create">Whether every address is a user, whose mailbox is made when mail comes.</param>
internal sealed class StoreRecipientDirectory(IMessageStore store, bool create) : IRecipientDirectory
{
    public async ValueTask<RecipientStatus> ResolveAsync(EmailAddress address, CancellationToken cancellationToken = default)
    {
        if (await FindAsync(address.LocalPart, address.Domain, cancellationToken).ConfigureAwait(false) is { } whole)
            return new RecipientStatus.Local(whole);
        var plus = address.LocalPart.IndexOf('+', StringComparison.Ordinal);
        if (plus > 0 && await FindAsync(address.LocalPart[..plus], address.Domain, cancellationToken).ConfigureAwait(false) is { } user)
            return new RecipientStatus.Local(user, address.LocalPart[(plus + 1)..]);
        return create && MailboxName.TryCreate(plus > 0 ? address.LocalPart[..plus] : address.LocalPart, address.Domain, LocalPartFolding.LowerCase, out var made)
            ? new RecipientStatus.Local(made, plus > 0 ? address.LocalPart[(plus + 1)..] : null)
            : new RecipientStatus.Unknown();
    }

    private async ValueTask<MailboxName?> FindAsync(string localPart, string domain, CancellationToken cancellationToken)
    {
        foreach (var folding in (LocalPartFolding[])[LocalPartFolding.Exact, LocalPartFolding.LowerCase])
            if (MailboxName.TryCreate(localPart, domain, folding, out var name)
                && store.GetCapability<IMailboxesCapability>() is { } mailboxes
                && await mailboxes.ExistsAsync(name, cancellationToken).ConfigureAwait(false))
                return name;
        return null;
    }
}
