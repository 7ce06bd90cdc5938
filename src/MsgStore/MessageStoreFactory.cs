using MsgStore.Accounts;
using MsgStore.Mailboxes;

namespace MsgStore;

internal sealed class MessageStoreFactory(MsgStoreBuilder builder, IServiceProvider services, IMessageStore store) : IMessageStoreFactory
{
    public IMessageStore For(User user) => builder.CreateUserStore(services, user, store);
}
