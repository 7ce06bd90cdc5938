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
        var readings = Subaddress.Readings(address.LocalPart, Subaddress.DefaultDelimiter);
        foreach (var (localPart, detail) in readings)
            if (await FindAsync(localPart, address.Domain, cancellationToken).ConfigureAwait(false) is { } found)
                return new RecipientStatus.Local(found, detail);
        var (user, folder) = readings[^1];
        return create && MailboxName.TryCreate(user, address.Domain, LocalPartFolding.LowerCase, out var made)
            ? new RecipientStatus.Local(made, folder)
            : new RecipientStatus.Unknown();
    }

    private async ValueTask<MailboxName?> FindAsync(string localPart, string domain, CancellationToken cancellationToken)
    {
        if (store.GetCapability<IMailboxesCapability>() is { } mailboxes)
            foreach (var name in MailboxNames.Spellings(localPart, domain))
                if (await mailboxes.ExistsAsync(name, cancellationToken).ConfigureAwait(false))
                    return name;
        return null;
    }
}
