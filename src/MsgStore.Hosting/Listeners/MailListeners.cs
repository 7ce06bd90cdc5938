using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace MsgStore.Hosting.Listeners;

/// <summary>The listeners of this host by name, with the sockets they got.</summary>
public sealed class MailListeners
{
    private readonly ConcurrentDictionary<string, ListenOptions> _listeners = new(StringComparer.Ordinal);

    /// <summary>The names of all listeners.</summary>
    public IEnumerable<string> Names => _listeners.Keys.Order(StringComparer.Ordinal);

    /// <summary>The socket a listener waits on; with the port it got once the host has started.</summary>
    /// <exception cref="KeyNotFoundException">There is no listener of that name.</exception>
    public IPEndPoint EndPointOf(string name) =>
        _listeners.TryGetValue(name, out var listener) && listener.IPEndPoint is { } endPoint
            ? endPoint
            : throw new KeyNotFoundException($"There is no listener '{name}'; there are: {string.Join(", ", Names)}.");

    internal void Add(string name, ListenOptions listener)
    {
        if (!_listeners.TryAdd(name, listener))
            throw new InvalidOperationException($"There are two listeners named '{name}'; give each a name of its own.");
    }
}
