namespace MsgStore.Accounts.Logins;

/// <summary>A login that waits, until it is given a value or has waited too long.</summary>
/// <typeparam name="T">What it waits for.</typeparam>
internal sealed class WaitingLogin<T>(ClientPrefix client)
{
    private readonly TaskCompletionSource<T> _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ClientPrefix Client { get; } = client;

    public void Decide(T value) => _decided.TrySetResult(value);

    /// <summary>Waits for the decision.</summary>
    /// <param name="limit">How long.</param>
    /// <param name="time">The clock.</param>
    /// <param name="giveUp">Takes it out of its list; false where it has been decided already.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The decision, and whether there is one.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled before a decision.</exception>
    public async ValueTask<(bool IsDecided, T? Value)> WaitAsync(TimeSpan limit, TimeProvider time, Func<bool> giveUp, CancellationToken cancellationToken)
    {
        try
        {
            return (true, await _decided.Task.WaitAsync(limit, time, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // A decision that came at the same moment stands: what it gave has to be given back by whoever has it.
            if (!giveUp())
                return (true, await _decided.Task.ConfigureAwait(false));
            if (e is OperationCanceledException)
                throw;
            return (false, default);
        }
    }
}
