using System.Net;
using MsgStore.Accounts;

namespace MsgStore.Hosting.Listeners;

/// <summary>Counts the connections of a listener, in all and by client.</summary>
internal sealed class ConnectionLimiter(int maxConnections, int maxPerClient)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ClientPrefix, int> _byClient = [];
    private int _connections;

    /// <summary>Takes a place.</summary>
    /// <returns>False where none is free; nothing is taken then.</returns>
    public bool TryEnter(EndPoint? client)
    {
        var prefix = PrefixOf(client);
        lock (_lock)
        {
            var ofClient = _byClient.GetValueOrDefault(prefix);
            if (_connections >= maxConnections || (!prefix.IsLocal && ofClient >= maxPerClient))
                return false;
            _connections++;
            _byClient[prefix] = ofClient + 1;
            return true;
        }
    }

    /// <summary>Gives a place back.</summary>
    public void Leave(EndPoint? client)
    {
        var prefix = PrefixOf(client);
        lock (_lock)
        {
            _connections--;
            if (--_byClient[prefix] == 0)
                _byClient.Remove(prefix);
        }
    }

    private static ClientPrefix PrefixOf(EndPoint? client) => ClientPrefix.Of((client as IPEndPoint)?.Address);
}
