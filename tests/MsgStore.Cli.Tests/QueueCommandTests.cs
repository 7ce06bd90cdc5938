using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MsgStore.Cli.Tests.Support;
using MsgStore.Delivery;
using MsgStore.InMemory;
using MsgStore.Queue;
using MsgStore.Queue.Events;
using MsgStore.Queue.Relay;

namespace MsgStore.Cli.Tests;

/// <summary>The commands against a queue that runs in this process, over its control socket.</summary>
public sealed class QueueCommandTests
{
    [Fact]
    public async Task Dead_letters_are_listed_shown_replayed_and_purged()
    {
        await using var host = await Host.StartAsync();
        await host.SendAsync("good@x.example", "bad@x.example");
        await host.UntilAsync("dead:bad@x.example");
        Assert.Equal("ID", (await host.RunAsync("dead"))[..2]);
        var dead = await host.JsonAsync("dead");
        Assert.Equal(("bad@x.example", "dead", "5.1.1"), (dead.GetProperty("to").GetString(), dead.GetProperty("state").GetString(), dead.GetProperty("lastCode").GetString()));
        var id = dead.GetProperty("id").GetString()!;
        Assert.Contains("<a@here.example>", await host.RunAsync("show", id), StringComparison.Ordinal);
        Assert.Contains("nobody here", await host.RunAsync("logs", id), StringComparison.Ordinal);
        Assert.Equal("1 recipients: replay\n", await host.RunAsync("replay", "--recipient", "bad@x.example"));
        await host.UntilAsync("dead:bad@x.example");
        Assert.Equal(1, (await host.JsonAsync("purge", id)).GetProperty("recipients").GetInt32() - 1);
        Assert.Equal("", await host.RunAsync("dead"));
        var gone = await host.Tool.RunAsync(["queue", "show", id]);
        Assert.Equal((1, $"msgstore: There is no message '{id}' in the queue; 'msgstore queue list' shows what there is.\n"), (gone.Exit, gone.Error));
    }

    [Fact]
    public async Task Waiting_mail_is_held_released_retried_and_dropped()
    {
        await using var host = await Host.StartAsync();
        Assert.Equal("paused\n", await host.RunAsync("pause"));
        await host.SendAsync("one@x.example");
        Assert.Contains("paused  1 messages", await host.RunAsync("status"), StringComparison.Ordinal);
        Assert.Equal("1 recipients: hold\n", await host.RunAsync("hold", "--domain", "x.example"));
        Assert.Equal("held", (await host.JsonAsync("list")).GetProperty("state").GetString());
        Assert.Equal(1, (await host.Tool.RunAsync(["queue", "retry", "--domain", "x.example"])).Exit);
        Assert.Equal("1 recipients: release\n", await host.RunAsync("release", "--all"));
        Assert.Equal("1 recipients: drop\n", await host.RunAsync("drop", "--sender", "a@here.example"));
        Assert.Equal("running\n", await host.RunAsync("resume"));
        var status = await host.JsonAsync("status");
        Assert.Equal(("dead", 1), (status.GetProperty("depths")[0].GetProperty("state").GetString(), status.GetProperty("depths")[0].GetProperty("recipients").GetInt32()));
        Assert.Equal("", await host.RunAsync("list", "--state", "queued"));
    }

    [Fact]
    public async Task What_changes_the_queue_takes_the_filters_of_the_list_the_state_too()
    {
        await using var host = await Host.StartAsync();
        await host.RunAsync("pause");
        await host.SendAsync("one@x.example", "two@x.example");
        await host.RunAsync("hold", "--recipient", "two@x.example");
        Assert.Equal("1 recipients: drop\n", await host.RunAsync("drop", "--state", "held"));
        Assert.Equal("queued", (await host.JsonAsync("list", "--state", "queued")).GetProperty("state").GetString());
        Assert.Equal("1 recipients: hold\n", await host.RunAsync("hold", "--state", "queued"));
        Assert.Equal(1, (await host.Tool.RunAsync(["queue", "retry", "--state", "delayed"])).Exit);
        Assert.Equal("1 recipients: release\n", await host.RunAsync("release", "--state", "held"));
        // A state that a change does not concern chooses nobody.
        Assert.Equal(1, (await host.Tool.RunAsync(["queue", "release", "--state", "dead"])).Exit);
        Assert.Equal("1 recipients: purge\n", await host.RunAsync("purge", "--state", "dead"));
    }

    [Fact]
    public async Task Live_view_ends_where_nobody_watches_and_goes_on_as_JSON()
    {
        await using var host = await Host.StartAsync();
        var view = await host.Tool.RunAsync(["queue", "status", "--live"]);
        Assert.Equal(0, view.Exit);
        Assert.Contains("running  0 messages", view.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", view.Output, StringComparison.Ordinal);
        Assert.StartsWith("msgstore: Standard output is no terminal, so that the state is shown once;", view.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await host.RunAsync("status", "--live", "--json", "--count", "2")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("status --count 2", "--count has to be 1 or more, and belongs to --live.")]
    [InlineData("hold", "Say which ones to hold: an ID, a filter, or --all.")]
    [InlineData("list --before yesterday", "--before 'yesterday' is no time")]
    [InlineData("logs --count 0", "--count has to be 1 to 1000.")]
    public async Task Wrong_command_lines_say_what_is_wrong(string line, string expected)
    {
        using var folder = new ToolFolder();
        var result = await folder.RunAsync(["queue", .. line.Split(' ')]);
        Assert.Equal(ExitCode.Usage, result.Exit);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_host_and_missing_configuration_are_told_apart()
    {
        using var folder = new ToolFolder();
        var unnamed = await folder.RunAsync(["queue", "status"]);
        Assert.Equal(ExitCode.Configuration, unnamed.Exit);
        Assert.Contains("--socket FILE", unnamed.Error, StringComparison.Ordinal);
        var absent = await folder.RunAsync(["queue", "status", "--socket", "nowhere.sock"]);
        Assert.Equal(ExitCode.TemporaryFailure, absent.Exit);
        Assert.Contains("nowhere.sock; is it running", absent.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_for_other_domains_goes_into_the_queue_where_one_is_configured()
    {
        await using var host = await Host.StartAsync();
        await host.RunAsync("pause");
        await host.Tool.SucceedAsync(["sendmail", "-f", "alice@example.com", "--", "one@x.example"], "Subject: from the tool\n\nbody\n");
        Assert.Equal("one@x.example", (await host.JsonAsync("list")).GetProperty("to").GetString());
    }

    private sealed class Host : IAsyncDisposable
    {
        private readonly ServiceProvider _services;
        private readonly Observer _observer;

        private Host(ToolFolder tool, ServiceProvider services, Observer observer)
        {
            Tool = tool;
            _services = services;
            _observer = observer;
        }

        public ToolFolder Tool { get; }

        public static async Task<Host> StartAsync()
        {
            var tool = await ToolFolder.WithUsersAsync();
            var observer = new Observer();
            var services = new ServiceCollection();
            services.AddSingleton<IRelayTransport>(new Transport()).AddSingleton<IQueueEventObserver>(observer);
            services.AddMsgStore().UseInMemory().AddMailQueue(queue =>
            {
                queue.Root = tool.File("queue");
                queue.Routes["next"] = new Queue.Routing.RelayRouteOptions { Kind = Queue.Routing.RouteKind.Smarthost, Host = "next.example" };
                queue.DefaultRoute = "next";
                queue.HostName = "here.example";
            });
            tool.Environment["MSGSTORE__Queue__Root"] = tool.File("queue");
            var host = new Host(tool, services.BuildServiceProvider(), observer);
            foreach (var service in host._services.GetServices<IHostedService>())
                await service.StartAsync(CancellationToken.None);
            return host;
        }

        public Task<string> RunAsync(params string[] words) => Tool.SucceedAsync(["queue", .. words]);

        public Task<System.Text.Json.JsonElement> JsonAsync(params string[] words) => Tool.JsonAsync(["queue", .. words]);

        public async Task SendAsync(params string[] recipients)
        {
            var envelope = new Envelope
            {
                Id = EnvelopeId.New(TimeProvider.System.GetUtcNow()),
                From = EmailAddress.Parse("a@here.example"),
                Recipients = [.. recipients.Select(recipient => new Recipient(EmailAddress.Parse(recipient)) { Dsn = new RecipientDsn(DsnNotify.Never, null) })],
                ReceivedAt = TimeProvider.System.GetUtcNow(),
            };
            var report = await _services.GetRequiredService<IOutboundAgent>().DeliverAsync(envelope, MessageContent.FromMemory("Subject: one\r\n\r\n"u8.ToArray()));
            Assert.True(report.IsServed);
        }

        /// <summary>Ends at the next event of that kind about that recipient.</summary>
        public Task UntilAsync(string what) => _observer.UntilAsync(what);

        public async ValueTask DisposeAsync()
        {
            foreach (var service in _services.GetServices<IHostedService>())
                await service.StopAsync(CancellationToken.None);
            await _services.DisposeAsync();
            Tool.Dispose();
        }
    }

    private sealed class Observer : IQueueEventObserver
    {
        private readonly System.Threading.Channels.Channel<string> _seen = System.Threading.Channels.Channel.CreateUnbounded<string>();

        public void Observe(QueueEvent happening) => _seen.Writer.TryWrite($"{happening.Kind.ToString().ToLowerInvariant()}:{happening.Recipient}");

        public async Task UntilAsync(string what)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            while (await _seen.Reader.ReadAsync(limit.Token) != what)
                continue;
        }
    }

    private sealed class Transport : IRelayTransport
    {
        public ValueTask<IRelayConnection> ConnectAsync(RelayHop hop, CancellationToken cancellationToken = default) => new(new Connection());

        private sealed class Connection : IRelayConnection
        {
            public RelayCapabilities Capabilities { get; } = new();

            public bool IsReusable => true;

            public ValueTask<RelayReport> SendAsync(RelayMessage message, CancellationToken cancellationToken = default) => new(new RelayReport(
                [.. message.Recipients.Select(recipient => recipient.Address.LocalPart == "bad"
                    ? new RelayReply { Code = 550, EnhancedCode = new EnhancedStatusCode(5, 1, 1), Text = "nobody here", Phase = RelayPhase.Rcpt }
                    : new RelayReply { Code = 250, Text = "taken" })], ["C: MAIL", "S: 250"]));

            public ValueTask DisposeAsync() => default;
        }
    }
}
