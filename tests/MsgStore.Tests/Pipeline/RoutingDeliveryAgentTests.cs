using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Pipeline;
using MsgStore.Storage;

namespace MsgStore.Tests.Pipeline;

public sealed class RoutingDeliveryAgentTests
{
    [Fact]
    public async Task Local_address_reaches_its_mailbox_in_any_case()
    {
        using var fixture = new PipelineFixture();
        var report = await fixture.DeliverAsync("ALICE@Example.COM");
        Assert.Equal(DeliveryStatus.Delivered, report.Outcomes[0].Status);
        Assert.Equal(1, await fixture.CountAsync("alice@example.com"));
    }

    [Fact]
    public async Task Alias_is_expanded_and_a_mailbox_reached_twice_gets_one_copy()
    {
        using var fixture = new PipelineFixture();
        var report = await fixture.DeliverAsync("team@example.com", "alice@example.com");
        Assert.Equal([DeliveryStatus.Expanded, DeliveryStatus.Delivered], report.Outcomes.Select(outcome => outcome.Status));
        Assert.Equal(2, report.Outcomes[0].Stored.Length);
        Assert.Equal("team@example.com", report.Outcomes[0].Recipient.ToString());
        Assert.Equal(1, await fixture.CountAsync("alice@example.com"));
        Assert.Equal(1, await fixture.CountAsync("bob@example.com"));
    }

    [Fact]
    public async Task Alias_reports_the_worst_of_its_members()
    {
        using var fixture = new PipelineFixture();
        var report = await fixture.DeliverAsync("mixed@example.com");
        Assert.Equal(DeliveryStatus.Rejected, report.Outcomes[0].Status);
        Assert.Single(report.Outcomes[0].Stored);
    }

    [Fact]
    public async Task Alias_loop_ends_and_is_rejected()
    {
        using var fixture = new PipelineFixture();
        var report = await fixture.DeliverAsync("loop@example.com", "bob@example.com");
        Assert.Equal((DeliveryStatus.Rejected, "5.4.6"), (report.Outcomes[0].Status, report.Outcomes[0].Code.ToString()));
        Assert.Equal(DeliveryStatus.Delivered, report.Outcomes[1].Status);
    }

    [Theory]
    [InlineData("nobody@example.com", "5.1.1")]
    [InlineData("x@example.net", "5.7.1")]
    [InlineData("away@example.com", "5.7.1")]
    public async Task What_cannot_be_served_here_is_rejected(string recipient, string code)
    {
        using var fixture = new PipelineFixture();
        var report = await fixture.DeliverAsync(recipient);
        Assert.Equal((DeliveryStatus.Rejected, code), (report.Outcomes[0].Status, report.Outcomes[0].Code.ToString()));
    }

    [Fact]
    public async Task Remote_addresses_go_to_the_outbound_agent_without_trace_fields()
    {
        var outbound = new RecordingOutbound();
        using var fixture = new PipelineFixture(outbound: outbound);
        var report = await fixture.DeliverAsync("x@example.net", "alice@example.com", "away@example.com");
        Assert.Equal([DeliveryStatus.Queued, DeliveryStatus.Delivered, DeliveryStatus.Expanded], report.Outcomes.Select(outcome => outcome.Status));
        var (envelope, text) = Assert.Single(outbound.Accepted);
        Assert.Equal(["x@example.net", "away@example.net"], envelope.Recipients.Select(recipient => recipient.Address.ToString()));
        Assert.StartsWith("Subject: x", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outbound_trouble_after_a_local_delivery_is_an_outcome()
    {
        using var fixture = new PipelineFixture(outbound: new RecordingOutbound { Failure = new MsgStoreException(StoreError.DiskFull, "full") });
        var report = await fixture.DeliverAsync("x@example.net", "alice@example.com");
        Assert.Equal([DeliveryStatus.Deferred, DeliveryStatus.Delivered], report.Outcomes.Select(outcome => outcome.Status));
        Assert.Equal("4.3.1", report.Outcomes[0].Code.ToString());
    }

    [Fact]
    public async Task Subaddress_goes_to_the_folder_of_that_name_where_there_is_one()
    {
        using var fixture = new PipelineFixture();
        await fixture.DeliverAsync("alice@example.com");
        await fixture.Store.GetCapability<IFoldersCapability>()!.CreateAsync(
            new MailboxPath(MailboxName.Parse("alice@example.com"), FolderName.Parse("lists")));
        await fixture.DeliverAsync("alice+lists@example.com");
        await fixture.DeliverAsync("alice+unknown@example.com");
        await fixture.DeliverAsync("alice+@example.com");
        Assert.Equal(1, await fixture.CountAsync("alice@example.com", "lists"));
    }

    [Fact]
    public async Task Mailbox_an_alias_keeps_gets_its_copy_beside_the_targets()
    {
        using var fixture = new PipelineFixture(directory: new KeepingDirectory());
        var report = await fixture.DeliverAsync("alice@example.com");
        Assert.Equal(DeliveryStatus.Expanded, report.Outcomes[0].Status);
        Assert.Equal(1, await fixture.CountAsync("alice@example.com"));
        Assert.Equal(1, await fixture.CountAsync("bob@example.com"));
    }

    [Fact]
    public async Task Return_path_stands_in_front_of_what_is_stored()
    {
        using var fixture = new PipelineFixture();
        await fixture.DeliverAsync("alice@example.com");
        var path = new MailboxPath(MailboxName.Parse("alice@example.com"));
        var message = Assert.Single(await fixture.Store.ListAsync(path));
        using var reader = new StreamReader(await fixture.Store.RetrieveAsync(path, message.Key));
        Assert.Equal("Return-Path: <sender@example.org>\r\nSubject: x\r\n\r\nbody\r\n", await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task Stages_see_a_message_in_the_order_of_their_slots()
    {
        var seen = new List<string>();
        using var fixture = new PipelineFixture(builder => builder
            .AddStage(DeliverySlot.Store, (_, inner) => new Probe(inner, "store", seen))
            .AddStage(DeliverySlot.Filter, (_, inner) => new Probe(inner, "filter 1", seen))
            .AddStage(DeliverySlot.Inspect, (_, inner) => new Probe(inner, "inspect", seen))
            .AddStage(DeliverySlot.Filter, (_, inner) => new Probe(inner, "filter 2", seen))
            .AddStage(DeliverySlot.Protect, (_, inner) => new Probe(inner, "protect", seen)));
        await fixture.DeliverAsync("alice@example.com");
        Assert.Equal(["inspect", "filter 1", "filter 2", "protect", "store"], seen);
    }

    [Fact]
    public async Task Quota_is_refused_before_filters_run()
    {
        var seen = new List<string>();
        using var fixture = new PipelineFixture(builder => builder.AddStage(DeliverySlot.Filter, (_, inner) => new Probe(inner, "filter", seen)));
        await fixture.Store.GetCapability<IQuotaCapability>()!.SetLimitsAsync(MailboxName.Parse("alice@example.com"), 5, null);
        var report = await fixture.DeliverAsync("alice@example.com");
        Assert.Equal("5.2.2", report.Outcomes[0].Code.ToString());
        Assert.Empty(seen);
    }

    /// <summary>Alice forwards to Bob and keeps a copy; Bob forwards back to her.</summary>
    private sealed class KeepingDirectory : IRecipientDirectory
    {
        public ValueTask<RecipientStatus> ResolveAsync(EmailAddress address, CancellationToken cancellationToken = default)
        {
            var other = address.LocalPart == "alice" ? "bob@example.com" : "alice@example.com";
            return ValueTask.FromResult<RecipientStatus>(new RecipientStatus.Alias(
                [EmailAddress.Parse(other)], new RecipientStatus.Local(MailboxName.Parse(address.ToString()))));
        }
    }

    private sealed class Probe(IDeliveryAgent inner, string name, List<string> seen) : DelegatingDeliveryAgent(inner)
    {
        public override ValueTask<DeliveryReport> DeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default)
        {
            seen.Add(name);
            return base.DeliverAsync(envelope, content, cancellationToken);
        }
    }

    private sealed class RecordingOutbound : IOutboundAgent
    {
        public List<(Envelope Envelope, string Text)> Accepted { get; } = [];

        public MsgStoreException? Failure { get; init; }

        public async ValueTask<DeliveryReport> DeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default)
        {
            if (Failure is not null)
                throw Failure;
            using var reader = new StreamReader(content.OpenRead());
            Accepted.Add((envelope, await reader.ReadToEndAsync(cancellationToken)));
            return DeliveryReport.ForAll(envelope, address => RecipientOutcome.Queued(address, "q1"));
        }
    }
}
