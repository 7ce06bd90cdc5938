using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using MsgStore.Delivery;
using MsgStore.Queue.Events;
using MsgStore.Queue.Interrupts;
using MsgStore.Queue.Tests.Support;

namespace MsgStore.Queue.Tests.Interrupts;

public sealed class InterruptTests
{
    private static Envelope Urgent(string recipient = "oncall@here.example") => TestMail.Envelope(recipient) with { Priority = MailPriority.Urgent };

    [Fact]
    public async Task An_applications_code_is_told_of_urgent_mail_at_once_and_a_failing_one_is_no_trouble()
    {
        var told = Channel.CreateUnbounded<QueueEvent>();
        await using var harness = new QueueHarness(null, parts => parts with { InterruptHandlers = [new Failing(), new Handler(told)] });
        await harness.SendAsync();
        var id = await harness.SendAsync(Urgent());
        var happening = await told.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal((id, "oncall", QueueEventKind.Enqueued), (happening.QueueId, happening.Recipient.LocalPart, happening.Kind));
        Assert.False(told.Reader.TryRead(out _));
    }

    [Fact]
    public async Task A_command_gets_the_facts_in_its_environment()
    {
        await using var harness = new QueueHarness(options => options.Interrupts.Add(new InterruptOptions
        {
            Command = "/bin/sh",
            Recipient = "oncall@*",
            Arguments = { "-c", "printf '%s %s %s' \"$MSGSTORE_QUEUE_ID\" \"$MSGSTORE_RECIPIENT\" \"$MSGSTORE_PRIORITY\" > \"$0.new\" && mv \"$0.new\" \"$0\"", Path.Combine(options.Root, "told") },
        }));
        var told = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(harness.Root, "told");
        watcher.Renamed += (_, renamed) => told.TrySetResult(renamed.FullPath);
        watcher.EnableRaisingEvents = true;
        await harness.SendAsync(Urgent("other@here.example"));
        var id = await harness.SendAsync(Urgent());
        Assert.Equal($"{id} oncall@here.example urgent", await File.ReadAllTextAsync(await told.Task.WaitAsync(TimeSpan.FromSeconds(60))));
    }

    [Fact]
    public async Task A_URL_gets_the_facts_as_JSON()
    {
        var posted = new TaskCompletionSource<string>();
        using var invoker = new HttpMessageInvoker(new Recorder(posted));
        await using var harness = new QueueHarness(
            options => options.Interrupts.Add(new InterruptOptions { Url = new Uri("http://hook.example/x"), Priority = MailPriority.High }), parts => parts with { Http = () => invoker });
        await harness.SendAsync(TestMail.Envelope() with { Priority = MailPriority.High });
        var body = await posted.Task.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Contains("\"recipient\":\"you@there.example\"", body, StringComparison.Ordinal);
        Assert.Contains("\"priority\":\"high\"", body, StringComparison.Ordinal);
        Assert.DoesNotContain("Good morning", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_gets_nothing_of_the_hosts_environment_and_values_on_one_line()
    {
        var secret = $"MSGSTORE__Queue__Routes__{Guid.NewGuid():N}__Password";
        Environment.SetEnvironmentVariable(secret, "relay-secret");
        try
        {
            await using var harness = new QueueHarness(options => options.Interrupts.Add(new InterruptOptions
            {
                Command = "/bin/sh",
                Arguments = { "-c", "env > \"$0.new\" && mv \"$0.new\" \"$0\"", Path.Combine(options.Root, "told") },
            }));
            var told = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            using var watcher = new FileSystemWatcher(harness.Root, "told");
            watcher.Renamed += (_, renamed) => told.TrySetResult(renamed.FullPath);
            watcher.EnableRaisingEvents = true;
            await harness.SendAsync(Urgent() with { Tenant = "acme\r\nEVIL=$(touch x)\0\u2028" });
            var lines = await File.ReadAllLinesAsync(await told.Task.WaitAsync(TimeSpan.FromSeconds(60)));
            Assert.Contains("MSGSTORE_TENANT=acme??EVIL=$(touch x)??", lines);
            Assert.Contains(lines, line => line.StartsWith("PATH=", StringComparison.Ordinal));

            // The shell itself adds the last three.
            string[] known =
            [
                "PATH", "LANG", "MSGSTORE_QUEUE_ID", "MSGSTORE_FROM", "MSGSTORE_RECIPIENT", "MSGSTORE_PRIORITY", "MSGSTORE_SIZE", "MSGSTORE_TENANT", "PWD", "SHLVL", "_",
            ];
            Assert.Empty(lines.Select(line => line.Split('=')[0]).Except(known));
        }
        finally
        {
            Environment.SetEnvironmentVariable(secret, null);
        }
    }

    [Fact]
    public async Task A_redirect_of_a_URL_leads_nowhere()
    {
        await using var elsewhere = new HookServer(_ => "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await using var hook = new HookServer(_ => $"HTTP/1.1 307 Temporary Redirect\r\nLocation: {elsewhere.Url}latest/meta-data\r\nContent-Length: 0\r\n\r\n");
        using var http = InterruptHooks.CreateHttp();
        await using var harness = new QueueHarness(options => options.Interrupts.Add(new InterruptOptions { Url = hook.Url }), parts => parts with { Http = () => http });
        await harness.SendAsync(Urgent());
        await hook.Asked(1);

        // All four that tell at once are through with it when a fifth message was told of.
        for (var i = 0; i < 4; i++)
            await harness.SendAsync(Urgent());
        await hook.Asked(4);
        Assert.False(elsewhere.WasAsked);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", "endless body ")]
    [InlineData("HTTP/1.1 200 OK\r\n", "X-Endless: header\r\n")]
    [InlineData("", "")]
    public async Task A_URL_that_answers_without_end_or_not_at_all_holds_nobody_up(string begin, string more)
    {
        await using var hook = new HookServer(_ => begin, more);
        using var http = InterruptHooks.CreateHttp();
        await using var harness = new QueueHarness(
            options => options.Interrupts.Add(new InterruptOptions { Url = hook.Url, Timeout = TimeSpan.FromSeconds(1) }), parts => parts with { Http = () => http });

        // Six are more than are told of at once, so that the last one waits for those before. Some may run into their limit before they have asked.
        for (var i = 0; i < 15; i++)
            await harness.SendAsync(Urgent());
        await hook.Asked(6);
    }

    /// <summary>A server on loopback that answers each connection with one text, and then again and again with another.</summary>
    private sealed class HookServer : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(2));
        private readonly Channel<bool> _asked = Channel.CreateUnbounded<bool>();
        private readonly Func<HookServer, string> _answer;
        private readonly string _more;
        private readonly Task _serving;

        public HookServer(Func<HookServer, string> answer, string more = "")
        {
            (_answer, _more) = (answer, more);
            _listener.Start();
            _serving = ServeAsync();
        }

        public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

        public bool WasAsked => _asked.Reader.TryRead(out _);

        public async Task Asked(int times)
        {
            for (var i = 0; i < times; i++)
                await _asked.Reader.ReadAsync(_limit.Token);
        }

        public async ValueTask DisposeAsync()
        {
            await _limit.CancelAsync();
            _listener.Stop();
            await _serving.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            _limit.Dispose();
        }

        private async Task ServeAsync()
        {
            var connections = new List<Task>();
            try
            {
                while (true)
                    connections.Add(AnswerAsync(await _listener.AcceptTcpClientAsync(_limit.Token)));
            }
            finally
            {
                await Task.WhenAll(connections).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }

        private async Task AnswerAsync(TcpClient client)
        {
            using var closing = client;
            var stream = client.GetStream();
            var block = new byte[4096];
            while (await stream.ReadAsync(block, _limit.Token) > 0)
            {
                // One request is one or two blocks, and only the first of them has the verb.
                if (!block.AsSpan().StartsWith("POST"u8))
                    continue;
                _asked.Writer.TryWrite(true);
                block.AsSpan().Clear();
                await stream.WriteAsync(Encoding.ASCII.GetBytes(_answer(this)), _limit.Token);
                while (_more.Length > 0)
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(_more, 1000))), _limit.Token);
            }
        }
    }

    private sealed class Handler(Channel<QueueEvent> told) : IInterruptHandler
    {
        public ValueTask HandleAsync(QueueEvent happening, CancellationToken cancellationToken = default) => told.Writer.WriteAsync(happening, cancellationToken);
    }

    private sealed class Failing : IInterruptHandler
    {
        public ValueTask HandleAsync(QueueEvent happening, CancellationToken cancellationToken = default) => throw new InvalidOperationException("failed");
    }

    private sealed class Recorder(TaskCompletionSource<string> posted) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            posted.TrySetResult(await request.Content!.ReadAsStringAsync(cancellationToken));
            return new HttpResponseMessage(HttpStatusCode.OK);
        }
    }
}
