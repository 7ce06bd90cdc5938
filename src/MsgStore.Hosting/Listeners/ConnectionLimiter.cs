using System.Collections.Concurrent;
using System.Net;

namespace MsgStore.Hosting.Listeners;

/// <summary>Counts the connections of a listener, in all and by client address.</summary>
internal sealed class ConnectionLimiter(int maxConnections, int maxPerClient)
{
    private readonly ConcurrentDictionary<IPAddress, int> _byClient = new();
    private int _connections;

    /// <summary>Takes a place.</summary>
    /// <returns>False where none is free; nothing is taken then.</returns>
    public bool TryEnter(EndPoint? client)
    {
        if (Interlocked.Increment(ref _connections) > maxConnections)
        {
            Interlocked.Decrement(ref _connections);
            return false;
        }
        if (client is IPEndPoint { Address: { } address } && _byClient.AddOrUpdate(address, 1, (_, count) => count + 1) > maxPerClient)
        {
            Leave(client);
            return false;
        }
        return true;
    }

    /// <summary>Gives a place back.</summary>
    public void Leave(EndPoint? client)
    {
        Interlocked.Decrement(ref _connections);
        if (client is not IPEndPoint { Address: { } address })
            return;
        while (_byClient.TryGetValue(address, out var count))
            if (count <= 1 ? _byClient.TryRemove(new(address, count)) : _byClient.TryUpdate(address, count - 1, count))
                return;
    }
}
