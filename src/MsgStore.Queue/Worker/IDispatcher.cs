using MsgStore.Queue.Routing;

namespace MsgStore.Queue.Worker;

/// <summary>Sends a message along a route.</summary>
internal interface IDispatcher
{
    /// <summary>Sends it to all its recipients in one transaction. Trouble is a report, not an exception.</summary>
    ValueTask<DispatchReport> DispatchAsync(Route route, Consignment consignment, CancellationToken cancellationToken);
}
