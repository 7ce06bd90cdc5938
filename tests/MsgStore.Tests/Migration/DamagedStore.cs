using MsgStore.Mailboxes;
using MsgStore.Storage;

namespace MsgStore.Tests.Migration;

/// <summary>A store one message of which cannot be read, or reads as other octets.</summary>
internal sealed class DamagedStore(IMessageStore inner, MessageKey damaged, bool isSilent = false) : DelegatingMessageStore(inner)
{
    public override async ValueTask<IMailboxSession> OpenAsync(MailboxPath path, MailboxAccess access, CancellationToken cancellationToken = default) =>
        new Session(await base.OpenAsync(path, access, cancellationToken), damaged, isSilent);

    public override T? GetCapability<T>() where T : class => Inner.GetCapability<T>();

    private sealed class Session(IMailboxSession inner, MessageKey damaged, bool isSilent) : DelegatingMailboxSession(inner)
    {
        public override async ValueTask<Stream> RetrieveAsync(MessageKey key, CancellationToken cancellationToken = default)
        {
            if (key != damaged)
                return await base.RetrieveAsync(key, cancellationToken);
            return isSilent ? new MemoryStream("other"u8.ToArray()) : throw new MsgStoreException(StoreError.Corrupt, "damaged on purpose");
        }

        public override T? GetCapability<T>() where T : class => Inner.GetCapability<T>();
    }
}
