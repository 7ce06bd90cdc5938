using System.Collections.Immutable;
using MsgStore.Queue.Relay;
using MsgStore.Queue.Routing;

namespace MsgStore.Queue.Worker;

/// <summary>Sends to other hosts: finds them, takes the next one at once where one cannot be used, and keeps connections for the next message.</summary>
internal sealed class RelayDispatcher(IRelayTransport? transport, IRouteResolver? resolver, ConnectionPool connections) : IDispatcher
{
    public async ValueTask<DispatchReport> DispatchAsync(Route route, Consignment consignment, CancellationToken cancellationToken)
    {
        var count = consignment.Recipients.Length;
        if (transport is null)
            return DispatchReport.ForAll(count, Unrouted(451, 4, "No transport to other hosts is configured"));
        switch (await ResolveAsync(route, consignment, cancellationToken).ConfigureAwait(false))
        {
            case RouteResolution.Found { Hops: var hops }:
                return await TryHopsAsync(hops, Message(consignment), cancellationToken).ConfigureAwait(false);
            case RouteResolution.Failed { Code: var code, Text: var text }:
                return DispatchReport.ForAll(count, new RelayReply { Code = code.Class == 5 ? 550 : 451, EnhancedCode = code, Text = text, Phase = RelayPhase.Resolve });
            default:
                return DispatchReport.ForAll(count, Unrouted(451, 4, "No lookup of mail exchangers is configured"));
        }
    }

    private async ValueTask<RouteResolution?> ResolveAsync(Route route, Consignment consignment, CancellationToken cancellationToken)
    {
        if (route.Kind != RouteKind.Mx)
            return new RouteResolution.Found(route.Hops);
        var domain = consignment.Recipients[0].Address.Domain.ToLowerInvariant();
        return resolver is null ? null : await resolver.ResolveAsync(domain, route.Settings, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<DispatchReport> TryHopsAsync(ImmutableArray<RelayHop> hops, RelayMessage message, CancellationToken cancellationToken)
    {
        var transcript = ImmutableArray.CreateBuilder<string>();
        RelayReply? last = null;
        foreach (var hop in hops)
        {
            transcript.Add($"-- {hop}");
            try
            {
                var (report, capabilities) = await SendAsync(hop, message, cancellationToken).ConfigureAwait(false);
                transcript.AddRange(report.Transcript);
                return new DispatchReport { Replies = report.Replies, Host = hop.ToString(), Transcript = transcript.ToImmutable(), Reached = true, PassedDsn = capabilities.Dsn };
            }
            catch (RelayException e)
            {
                transcript.AddRange(e.Transcript);
                transcript.Add($"-- {e.Message}");
                last = e.Reply;
                if (!e.TryNextHop)
                    return DispatchReport.ForAll(message.Recipients.Length, last) with { Host = hop.ToString(), Transcript = transcript.ToImmutable(), Reached = true };
            }
        }
        last ??= Unrouted(451, 4, "The domain has no hosts");
        return DispatchReport.ForAll(message.Recipients.Length, last) with { Host = hops.IsEmpty ? "" : hops[^1].ToString(), Transcript = transcript.ToImmutable(), Reached = false };
    }

    private async ValueTask<(RelayReport Report, RelayCapabilities Capabilities)> SendAsync(RelayHop hop, RelayMessage message, CancellationToken cancellationToken)
    {
        if (connections.Rent(hop.ConnectionKey) is { } kept)
        {
            try
            {
                return await SendAsync(kept, hop, message, cancellationToken).ConfigureAwait(false);
            }
            catch (RelayException e) when (e.Reply.Phase < RelayPhase.Data && e.IsTransient)
            {
                // The peer had closed it meanwhile, which says nothing of the message.
            }
        }
        // The transport is there: dispatching ends before where it is not.
        var fresh = new PooledConnection(await transport!.ConnectAsync(hop, cancellationToken).ConfigureAwait(false));
        return await SendAsync(fresh, hop, message, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<(RelayReport Report, RelayCapabilities Capabilities)> SendAsync(
        PooledConnection connection, RelayHop hop, RelayMessage message, CancellationToken cancellationToken)
    {
        try
        {
            var report = await connection.Connection.SendAsync(message, cancellationToken).ConfigureAwait(false);
            if (report.Replies.Length != message.Recipients.Length)
                throw new InvalidOperationException("A transport has to give one reply for each recipient.");
            connection.Messages++;
            return (report, connection.Connection.Capabilities);
        }
        catch
        {
            connection.IsSpoilt = true;
            throw;
        }
        finally
        {
            await connections.ReturnAsync(hop.ConnectionKey, connection).ConfigureAwait(false);
        }
    }

    private static RelayMessage Message(Consignment consignment) => new()
    {
        QueueId = consignment.Message.QueueId,
        From = consignment.Message.From,
        Recipients = [.. consignment.Recipients.Select(recipient => new RelayRecipient(recipient.Address, recipient.Dsn))],
        Content = consignment.Content,
        Dsn = consignment.Message.Dsn,
        IsSmtpUtf8 = consignment.Message.IsSmtpUtf8,
    };

    private static RelayReply Unrouted(int code, int statusClass, string text) => new() { Code = code, EnhancedCode = new(statusClass, 4, 4), Text = text, Phase = RelayPhase.Resolve };
}
