using System.Collections.Immutable;
using MsgStore.Queue.Relay;
using MsgStore.Queue.Routing;
using MsgStore.Queue.Storage;

namespace MsgStore.Queue.Worker;

/// <summary>Sends to other hosts: finds them, takes the next one at once where one cannot be used, and keeps connections for the next message.</summary>
internal sealed class RelayDispatcher(IRelayTransport? transport, IRouteResolver? resolver, ConnectionPool connections) : IDispatcher
{
    public async ValueTask<DispatchReport> DispatchAsync(Route route, Consignment consignment, CancellationToken cancellationToken)
    {
        var count = consignment.Recipients.Length;
        if (transport is null)
            return DispatchReport.ForAll(count, Unrouted(451, 4, "No transport to other hosts is configured"));
        if (route.Kind == RouteKind.Mx && consignment.Recipients.DistinctBy(Domain).Skip(1).Any())
            return await DispatchByDomainAsync(route, consignment, cancellationToken).ConfigureAwait(false);
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

    // Queued for a smarthost that the configuration does not name any more, they stand in one line; each domain has hosts of its own.
    private async ValueTask<DispatchReport> DispatchByDomainAsync(Route route, Consignment consignment, CancellationToken cancellationToken)
    {
        var replies = new RelayReply[consignment.Recipients.Length];
        var report = new DispatchReport { Replies = [], PassedDsn = true };
        foreach (var group in consignment.Recipients.Select((recipient, index) => (Recipient: recipient, Index: index)).GroupBy(pair => Domain(pair.Recipient)))
        {
            DispatchReport part;
            try
            {
                part = await DispatchAsync(route, consignment with { Recipients = [.. group.Select(pair => pair.Recipient)] }, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (report.Host.Length > 0 && e is not RelayException)
            {
                // What the hosts before took stays taken.
                part = DispatchReport.ForAll(group.Count(), Unrouted(451, 4, "The attempt was given up"));
            }
            foreach (var (reply, index) in part.Replies.Zip(group.Select(pair => pair.Index)))
                replies[index] = reply;
            report = report with
            {
                Host = part.Host.Length > 0 ? part.Host : report.Host,
                Transcript = report.Transcript.AddRange(part.Transcript),
                Reached = part.Reached ?? report.Reached,
                PassedDsn = report.PassedDsn && part.PassedDsn,
            };
        }
        return report with { Replies = [.. replies] };
    }

    private static string Domain(QueueRecipient recipient) => recipient.Address.Domain.ToLowerInvariant();

    private async ValueTask<RouteResolution?> ResolveAsync(Route route, Consignment consignment, CancellationToken cancellationToken)
    {
        if (route.Kind != RouteKind.Mx)
            return new RouteResolution.Found(route.Hops);
        var domain = Domain(consignment.Recipients[0]);
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
