namespace MsgStore.Mailboxes;

/// <summary>Base of the decorators of a session. Disposing it disposes the decorated session.</summary>
/// <param name="inner">The decorated session.</param>
public abstract class DelegatingMailboxSession(IMailboxSession inner) : IMailboxSession
{
    /// <inheritdoc/>
    public virtual MailboxPath Path => Inner.Path;

    /// <inheritdoc/>
    public virtual MailboxState State => Inner.State;

    /// <inheritdoc/>
    public virtual IReadOnlyList<MessageInfo> Messages => Inner.Messages;

    /// <summary>The decorated session.</summary>
    protected IMailboxSession Inner { get; } = inner;

    /// <inheritdoc/>
    public virtual ValueTask<Stream> RetrieveAsync(MessageKey key, CancellationToken cancellationToken = default) =>
        Inner.RetrieveAsync(key, cancellationToken);

    /// <inheritdoc/>
    public virtual void Delete(MessageKey key) => Inner.Delete(key);

    /// <inheritdoc/>
    public virtual void Undelete() => Inner.Undelete();

    /// <inheritdoc/>
    public virtual ValueTask<ExpungeResult> ExpungeAsync(CancellationToken cancellationToken = default) => Inner.ExpungeAsync(cancellationToken);

    /// <summary>Passes, wraps or blocks each verb. Abstract on purpose: a decorator says for itself what may escape through it.</summary>
    public abstract T? GetCapability<T>() where T : class;

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        await Inner.DisposeAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }
}
