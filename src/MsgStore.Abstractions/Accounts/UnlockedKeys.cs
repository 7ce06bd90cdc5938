namespace MsgStore.Accounts;

/// <summary>Private keys in memory, made by the package that knows their form. Disposing zeroes them; it never fails.</summary>
public abstract class UnlockedKeys : IDisposable
{
    /// <summary>The public half of the key that new mail is sealed with.</summary>
    public abstract PublicKey Current { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Zeroes the keys; called more than once.</summary>
    protected abstract void Dispose(bool disposing);
}
