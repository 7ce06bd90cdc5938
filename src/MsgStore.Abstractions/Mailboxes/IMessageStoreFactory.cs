using MsgStore.Accounts;

namespace MsgStore.Mailboxes;

/// <summary>The only way hosts reach a store: it binds the user's unlocked key, so that sealed mail is opened behind it.</summary>
public interface IMessageStoreFactory
{
    /// <summary>The store as this user sees it. Valid until the user is disposed; owns nothing itself.</summary>
    IMessageStore For(User user);
}
