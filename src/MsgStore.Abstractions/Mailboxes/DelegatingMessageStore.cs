namespace MsgStore.Mailboxes;

/// <summary>Base of the decorators of a store.</summary>
/// <param name="inner">The decorated store.</param>
public abstract class DelegatingMessageStore(IMessageStore inner) : IMessageStore
{
    /// <summary>The decorated store.</summary>
    protected IMessageStore Inner { get; } = inner;

    /// <inheritdoc/>
    public virtual ValueTask<IMailboxSession> OpenAsync(MailboxPath path, MailboxAccess access, CancellationToken cancellationToken = default) =>
        Inner.OpenAsync(path, access, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<MailboxStat> StatAsync(MailboxPath path, CancellationToken cancellationToken = default) =>
        Inner.StatAsync(path, cancellationToken);

    /// <summary>Passes, wraps or blocks each verb. Abstract on purpose: a decorator says for itself what may escape through it.</summary>
    public abstract T? GetCapability<T>() where T : class;
}
