using Microsoft.Extensions.Logging.Abstractions;
using MsgStore.Delivery;
using MsgStore.Queue.Relay;
using MsgStore.Queue.Routing;
using MsgStore.Queue.Storage;
using MsgStore.Queue.Storage.Sqlite;
using MsgStore.Queue.Tests.Support;
using MsgStore.Queue.Worker;

namespace MsgStore.Queue.Tests.Worker;

public sealed class LocalDispatcherTests
{
    [Theory]
    [InlineData(true, null)]
    [InlineData(false, "joe")]
    public async Task What_was_stored_arrives_with_its_origin(bool isRelayed, string? user)
    {
        using var folder = new TestFolder();
        using var storage = new SqliteQueueStorage(new SqliteQueueOptions { Root = folder.Root }, TimeProvider.System, NullLogger.Instance);
        await storage.EnqueueAsync(TestMail.Submission() with { IsRelayed = isRelayed, AuthenticatedUser = user, Tenant = "acme" }, QueueLimits.None);
        var claimed = await storage.ClaimAsync(new ClaimRequest { Owner = "w", Now = TestMail.Start, LeaseTime = TimeSpan.FromMinutes(5) });
        var (message, recipients) = Assert.Single(claimed!.Messages); // One waits.
        var agent = new CapturingAgent();

        var report = await new LocalDispatcher(() => agent, "host.example").DispatchAsync(
            new Route("local", RouteKind.Local, new RelaySettings(), ""), new Consignment(message, [.. recipients], TestMail.Content()), CancellationToken.None);

        Assert.Equal(250, Assert.Single(report.Replies).Code);
        var envelope = Assert.Single(agent.Envelopes);
        Assert.Equal((message.QueueId, message.From, isRelayed, user, "acme"), (envelope.Id.ToString(), envelope.From, envelope.IsRelayed, envelope.AuthenticatedUser, envelope.Tenant));
    }

    private sealed class CapturingAgent : IDeliveryAgent
    {
        public List<Envelope> Envelopes { get; } = [];

        public ValueTask<DeliveryReport> DeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default)
        {
            Envelopes.Add(envelope);
            return ValueTask.FromResult(new DeliveryReport([.. envelope.Recipients.Select(recipient => RecipientOutcome.Delivered(recipient.Address, []))]));
        }
    }
}
