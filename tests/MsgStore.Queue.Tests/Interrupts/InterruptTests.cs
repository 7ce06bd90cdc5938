using System.Net;
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
