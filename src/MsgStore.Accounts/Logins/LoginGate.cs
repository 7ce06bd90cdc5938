using System.Runtime.InteropServices;

namespace MsgStore.Accounts.Logins;

/// <summary>Lets one attempt per key through at a time: attempts side by side would all miss a cache.</summary>
internal sealed class LoginGate<TKey> where TKey : struct, IEquatable<TKey>
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, Turn> _turns = [];

    /// <summary>Waits for the key's turn, which lasts until the result is disposed.</summary>
    public async ValueTask<IDisposable> EnterAsync(TKey key, CancellationToken cancellationToken)
    {
        Turn turn;
        lock (_gate)
        {
            turn = CollectionsMarshal.GetValueRefOrAddDefault(_turns, key, out _) ??= new Turn(this, key);
            turn.Holders++;
        }
        try
        {
            await turn.Free.WaitAsync(cancellationToken).ConfigureAwait(false);
            return turn;
        }
        catch
        {
            Leave(turn);
            throw;
        }
    }

    private void Leave(Turn turn)
    {
        lock (_gate)
            if (--turn.Holders == 0)
            {
                _turns.Remove(turn.Key);
                turn.Free.Dispose();
            }
    }

    private sealed class Turn(LoginGate<TKey> owner, TKey key) : IDisposable
    {
        public TKey Key { get; } = key;

        public SemaphoreSlim Free { get; } = new(1, 1);

        public int Holders { get; set; }

        public void Dispose()
        {
            Free.Release();
            owner.Leave(this);
        }
    }
}
