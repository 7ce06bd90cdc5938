using MsgStore.Encryption.Keys;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;

namespace MsgStore.Encryption;

/// <summary>A store as a user sees it: sealed mail is opened with their keys, what they put in is sealed.</summary>
/// <param name="inner">The store, which holds sealed mail.</param>
/// <param name="keys">Their unlocked keys; without them sealed mail is refused.</param>
/// <param name="mailboxes">Remembers which mailboxes have held sealed mail.</param>
/// <param name="services">What decrypting stores share.</param>
internal sealed class DecryptingMessageStore(IMessageStore inner, KeyRing? keys, SealedMailboxes mailboxes, OpeningServices services) : DelegatingMessageStore(inner)
{
    public override async ValueTask<IMailboxSession> OpenAsync(MailboxPath path, MailboxAccess access, CancellationToken cancellationToken = default)
    {
        var session = await Inner.OpenAsync(path, access, cancellationToken).ConfigureAwait(false);
        try
        {
            var opening = new DecryptingMailboxSession(Inner, session, keys, mailboxes, services);
            await opening.ExamineAsync(cancellationToken).ConfigureAwait(false);
            return opening;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Counts a folder. A sum made by the store counts what it does not know to be sealed as it lies there, so the messages are added up here.</summary>
    public override async ValueTask<MailboxStat> StatAsync(MailboxPath path, CancellationToken cancellationToken = default)
    {
        var stat = await Inner.StatAsync(path, cancellationToken).ConfigureAwait(false);
        if (stat.Count == 0)
            return stat;
        var session = await OpenAsync(path, MailboxAccess.Shared, cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
            return new MailboxStat(session.Messages.Count, session.Messages.Sum(message => message.WireSize));
    }

    // Names, folders, quota and change feed carry no content; what an application adds is blocked until it is known to leak none.
    public override T? GetCapability<T>() where T : class =>
        typeof(T) == typeof(IMailboxesCapability) || typeof(T) == typeof(IFoldersCapability) || typeof(T) == typeof(IQuotaCapability)
        || typeof(T) == typeof(IMetadataCapability) || typeof(T) == typeof(IChangeFeedCapability) || typeof(T) == typeof(IProbeCapability)
        || typeof(T) == typeof(ILeftOutCapability)
            ? Inner.GetCapability<T>()
            : null;
}
