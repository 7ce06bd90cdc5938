using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.Encryption;
using MsgStore.InMemory;
using MsgStore.Mailboxes;
using MsgStore.Protocols.Smtp;
using MsgStore.Queue.Administration;
using MsgStore.Queue.Control;
using MsgStore.Queue.Events;
using MsgStore.Queue.Interrupts;
using MsgStore.Queue.Relay;
using MsgStore.Queue.Routing;
using MsgStore.Queue.Storage;
using MsgStore.Queue.Tests.Support;
using MsgStore.Queue.Work;
using MsgStore.Storage;

namespace MsgStore.Queue.Tests.Hosting;

public sealed class HostedQueueTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly ScriptedTransport _transport = new();
    private readonly Delivered _delivered = new();

    public void Dispose() => _folder.Dispose();

    private IHost Build(Action<MailQueueOptions>? configure = null, bool encrypts = false)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IRelayTransport>(_transport);
        builder.Services.AddSingleton<IRouteResolver>(new FixedResolver());
        builder.Services.AddSingleton<IQueueEventObserver>(_delivered);
        builder.Services.AddSingleton<IRecipientDirectory>(new QueueHarness.Directory("here.example"));
        var store = builder.Services.AddMsgStore().UseInMemory();
        if (encrypts)
            store.UseEncryption(options => options.KeyRoot = _folder.Root);
        store.AddMailQueue(options =>
        {
            options.Root = _folder.Root;
            options.HostName = "queue.example";
            configure?.Invoke(options);
        });
        return builder.Build();
    }

    [Fact]
    public async Task A_host_sends_what_its_pipeline_has_for_others_and_files_notices_for_its_own()
    {
        using var host = Build();
        await host.StartAsync();
        _transport.Reply = (_, recipient) => recipient.Address.LocalPart == "bad" ? ScriptedTransport.Unknown : ScriptedTransport.Ok;

        var report = await host.Services.GetRequiredService<IDeliveryAgent>().DeliverAsync(TestMail.Envelope("you@there.example bad@there.example"), TestMail.Content());
        Assert.All(report.Outcomes, outcome => Assert.Equal(DeliveryStatus.Queued, outcome.Status));
        await _delivered.WaitForAsync(happening => happening.Recipient.LocalPart == "sender");

        Assert.Single(_transport.Sent);
        Assert.True(MailboxName.TryCreate("sender", "here.example", LocalPartFolding.LowerCase, out var mailbox));
        Assert.Equal(1, (await host.Services.GetRequiredService<IMessageStore>().StatAsync(new MailboxPath(mailbox))).Count);
        var status = await new QueueControlClient(QueueControlClient.DefaultSocket(_folder.Root)).GetStatusAsync();
        Assert.Equal(0, status.Totals.Messages);
        Assert.NotNull(host.Services.GetRequiredService<IRejectionNotifier>());
        Assert.NotNull(host.Services.GetRequiredService<IWorkQueues>());
        Assert.IsType<IQueueAdministration>(host.Services.GetRequiredService<IQueueAdministration>(), exactMatch: false);
        await host.StopAsync();
    }

    [Fact]
    public async Task Mail_that_was_taken_before_a_restart_is_sent_after_it()
    {
        using (var first = Build())
        {
            _transport.IsUp = _ => false;
            await first.StartAsync();
            await first.Services.GetRequiredService<IOutboundAgent>().DeliverAsync(TestMail.Envelope(), TestMail.Content());
            await _delivered.WaitForAsync(happening => happening.Kind == QueueEventKind.Delayed);
            await first.StopAsync();
        }
        _transport.IsUp = _ => true;
        using var second = Build();
        await second.StartAsync();
        await second.Services.GetRequiredService<IQueueAdministration>().ChangeAsync(QueueChange.Retry, QueueFilter.All);
        await _delivered.WaitForAsync(happening => happening.Kind == QueueEventKind.Delivered);
        Assert.Single(_transport.Sent);
        await second.StopAsync();
    }

    [Fact]
    public async Task Where_the_host_encrypts_bodies_lie_sealed_and_go_out_open()
    {
        var large = TestMail.Text + string.Concat(Enumerable.Repeat("A secret line of a large message.\r\n", 20_000));
        using (var host = Build(encrypts: true))
        {
            await host.StartAsync();
            await host.Services.GetRequiredService<IQueueAdministration>().PauseAsync();
            foreach (var text in new[] { TestMail.Text, large })
                await host.Services.GetRequiredService<IOutboundAgent>().DeliverAsync(TestMail.Envelope(), TestMail.Content(text));
            await host.StopAsync();
        }
        foreach (var file in Directory.EnumerateFiles(_folder.Root, "*", SearchOption.AllDirectories))
            Assert.Equal(-1, (await File.ReadAllBytesAsync(file)).AsSpan().IndexOf("Good morning"u8));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.File("host.key")));

        using var again = Build(encrypts: true);
        await again.StartAsync();
        await _delivered.WaitForAsync(happening => happening.Kind == QueueEventKind.Delivered);
        await _delivered.WaitForAsync(happening => happening.Kind == QueueEventKind.Delivered);
        Assert.Equal([TestMail.Text, large], _transport.Sent.Select(sent => sent.Text).OrderBy(text => text.Length));
        await again.StopAsync();
    }

    [Fact]
    public async Task A_key_that_cannot_be_used_stops_the_start_and_is_named()
    {
        await File.WriteAllTextAsync(_folder.File("host.key"), "short");
        using var host = Build(encrypts: true);
        var error = await Assert.ThrowsAsync<MsgStoreException>(() => host.StartAsync());
        Assert.Contains(_folder.File("host.key"), error.Message, StringComparison.Ordinal);
        Assert.Equal(StoreError.KeyUnavailable, error.Error);
    }

    [Fact]
    public async Task Wrong_options_stop_the_start_with_their_names()
    {
        using var host = Build(options =>
        {
            options.Root = "relative";
            options.DefaultRoute = "nowhere";
            options.Limits.MaxMessages = 0;
            options.Routes["a:b"] = new RelayRouteOptions();
            options.Routes["smart"] = new RelayRouteOptions { Kind = RouteKind.Smarthost, Username = "u", Port = 70_000 };
            options.Rules.Add(new RoutingRule { Route = "gone" });
            options.Breaker.OpenFor = TimeSpan.Zero;
            options.Retry.FirstInterval = TimeSpan.FromDays(9);
            options.Interrupts.Add(new InterruptOptions { Timeout = TimeSpan.FromSeconds(-5) });
            options.Outboxes.Add(new Queue.Outbox.OutboxSource { Database = "x.db" });
            options.ControlSocket = "/" + new string('x', 120);
        });
        var failures = string.Join('\n', (await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync())).Failures);
        foreach (var name in new[] { "Root 'relative'", "DefaultRoute 'nowhere'", "MaxMessages", "'a:b'", "Routes:smart:Host", "Routes:smart:Password", "Routes:smart:Port", "Rules:0:Route 'gone'", "Breaker:OpenFor", "Retry: FirstInterval", "Interrupts:0 ", "Interrupts:0:Timeout", "Outboxes:0", "ControlSocket" })
            Assert.Contains(name, failures, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RouteKind.Smarthost, RelayTls.Opportunistic, false, false, "Tls 'Opportunistic'")]
    [InlineData(RouteKind.Smarthost, RelayTls.RequiredUnverified, false, false, "Tls 'RequiredUnverified'")]
    [InlineData(RouteKind.Lmtp, RelayTls.None, false, true, "Tls 'None'")]
    [InlineData(RouteKind.Mx, RelayTls.Required, true, true, "Username 'relayuser'")]
    [InlineData(RouteKind.Smarthost, RelayTls.Opportunistic, false, true, null)]
    [InlineData(RouteKind.Smarthost, RelayTls.None, true, false, null)]
    [InlineData(RouteKind.Smarthost, RelayTls.Required, false, false, null)]
    [InlineData(RouteKind.Lmtp, RelayTls.Implicit, false, false, null)]
    public void A_login_needs_verified_TLS_and_one_host_or_the_host_does_not_start(RouteKind kind, RelayTls tls, bool plaintext, bool unverified, string? failure)
    {
        var options = new MailQueueOptions { Root = "/x" };
        options.Routes["smart"] = new RelayRouteOptions
        {
            Kind = kind,
            Host = "relay.example",
            Tls = tls,
            Username = "relayuser",
            Password = "relay-secret",
            AllowPlaintextAuth = plaintext,
            AllowUnverifiedAuth = unverified,
        };
        var result = new MailQueueOptionsValidator().Validate(null, options);
        Assert.Equal(failure is not null, result.Failed);
        if (failure is not null)
            Assert.Contains($"Routes:smart:{failure}", Assert.Single(result.Failures!), StringComparison.Ordinal);
        Assert.DoesNotContain("relay-secret", result.FailureMessage ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_queue_is_refused()
    {
        var builder = new ServiceCollection().AddMsgStore().AddMailQueue(options => options.Root = "/x");
        Assert.Throws<InvalidOperationException>(() => builder.AddMailQueue(options => options.Root = "/y"));
    }

    [Fact]
    public async Task Metrics_tell_of_depth_attempts_outcomes_and_latency()
    {
        await using var harness = new QueueHarness();
        var seen = new Dictionary<string, List<(double Value, string Tags)>>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, subscriber) =>
        {
            if (instrument.Meter.Name == QueueMetrics.MeterName)
                subscriber.EnableMeasurementEvents(instrument);
        };

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            // Other tests have meters of the same name; this one's priority is its own.
            var text = string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
            lock (seen)
                (seen.TryGetValue(instrument.Name, out var list) ? list : seen[instrument.Name] = []).Add((value, text));
        }

        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
        await harness.SendAsync(TestMail.Envelope() with { Priority = MailPriority.Low });
        harness.Time.Advance(TimeSpan.FromSeconds(77));
        harness.Parts.Metrics.Update(await harness.Storage.CountAsync());
        listener.RecordObservableInstruments();
        await harness.PumpAsync();

        lock (seen)
        {
            Assert.Contains((1, "priority=low"), seen["msgstore.queue.enqueued"]);
            Assert.Contains((1, "state=queued,priority=low"), seen["msgstore.queue.depth"]);
            Assert.Contains((77, "state=queued,priority=low"), seen["msgstore.queue.oldest_age"]);
            Assert.Contains(seen["msgstore.queue.destinations"], measured => measured.Tags == "state=open");
            Assert.Contains((1, "route=mx,reached=True"), seen["msgstore.queue.attempts"]);
            Assert.Contains((1, "route=mx,outcome=delivered"), seen["msgstore.queue.outcomes"]);
            Assert.Contains((77, "priority=low"), seen["msgstore.queue.latency"]);
        }
    }

    private sealed class Delivered : IQueueEventObserver
    {
        private readonly System.Threading.Channels.Channel<QueueEvent> _all = System.Threading.Channels.Channel.CreateUnbounded<QueueEvent>();

        public void Observe(QueueEvent happening) => _all.Writer.TryWrite(happening);

        public async Task WaitForAsync(Func<QueueEvent, bool> isWanted)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
            while (true)
            {
                var happening = await _all.Reader.ReadAsync(limit.Token);
                if (happening.Kind is QueueEventKind.Delivered or QueueEventKind.Delayed && isWanted(happening))
                    return;
            }
        }
    }
}
