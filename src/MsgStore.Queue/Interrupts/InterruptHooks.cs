using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Threading.Channels;
using MsgStore.Delivery;
using MsgStore.Queue.Events;
using MsgStore.Queue.Routing;
using MsgStore.Queue.Storage;
using MsgStore.Queue.Worker;

namespace MsgStore.Queue.Interrupts;

/// <summary>Tells hooks of urgent mail at once, beside the queue: a slow hook delays no mail, and one that fails loses none.</summary>
internal sealed class InterruptHooks(QueueServices services, IEnumerable<IInterruptHandler> handlers, Func<HttpMessageInvoker> http) : IAsyncDisposable
{
    private const int MaxWaiting = 1000;
    private const int MaxAtOnce = 4;

    private readonly IInterruptHandler[] _handlers = [.. handlers];
    private readonly Channel<QueueEvent> _waiting = Channel.CreateBounded<QueueEvent>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private Task[]? _workers;

    /// <summary>
    /// What posts to URLs. Where they lead is the operator's to say, private addresses too, and nobody else's: a redirect is an answer that is no success, and
    /// of what else comes back no more is read than says so.
    /// </summary>
    public static HttpMessageInvoker CreateHttp() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        MaxResponseHeadersLength = 16, // KiB
        MaxResponseDrainSize = 64 * 1024,
        ResponseDrainTimeout = TimeSpan.FromSeconds(1),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    });

    /// <summary>Tells of a message, if anybody wants to know. Does not wait.</summary>
    public void Enqueued(QueueSubmission submission)
    {
        foreach (var recipient in submission.Recipients)
        {
            if (!IsWanted(recipient))
                continue;
            lock (_gate)
                _workers ??= [.. Enumerable.Range(0, MaxAtOnce).Select(_ => Task.Run(WorkAsync))];
            _waiting.Writer.TryWrite(new QueueEvent
            {
                Kind = QueueEventKind.Enqueued,
                At = submission.EnqueuedAt,
                QueueId = submission.QueueId,
                From = submission.From,
                Recipient = recipient.Address,
                Priority = recipient.Priority,
                Destination = recipient.Destination,
                SizeInOctets = submission.Content.WireSize,
                Tenant = submission.Tenant,
            });
        }
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_workers is { } workers)
            await Task.WhenAll(workers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private bool IsWanted(QueueSubmissionRecipient recipient) =>
        (_handlers.Length > 0 && recipient.Priority == MailPriority.Urgent) || services.Options.Interrupts.Any(hook => IsFor(hook, recipient.Priority, recipient.Address));

    private static bool IsFor(InterruptOptions hook, MailPriority priority, EmailAddress recipient) =>
        priority >= hook.Priority && Pattern.Matches(hook.Recipient, recipient.ToString());

    private async Task WorkAsync()
    {
        await foreach (var happening in _waiting.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false))
        {
            if (happening.Priority == MailPriority.Urgent)
                for (var i = 0; i < _handlers.Length; i++)
                    await TellAsync(happening, -1 - i, TimeSpan.FromSeconds(10), _handlers[i].HandleAsync).ConfigureAwait(false);
            for (var i = 0; i < services.Options.Interrupts.Count; i++)
                await TellAsync(happening, i).ConfigureAwait(false);
        }
    }

    private async ValueTask TellAsync(QueueEvent happening, int number)
    {
        var hook = services.Options.Interrupts[number];
        if (!IsFor(hook, happening.Priority, happening.Recipient))
            return;
        if (hook.Command is { } command)
            await TellAsync(happening, number, hook.Timeout, (facts, stop) => RunAsync(command, hook.Arguments, facts, stop)).ConfigureAwait(false);
        if (hook.Url is { } url)
            await TellAsync(happening, number, hook.Timeout, (facts, stop) => PostAsync(url, facts, stop)).ConfigureAwait(false);
    }

    private async ValueTask TellAsync(QueueEvent happening, int number, TimeSpan timeout, Func<QueueEvent, CancellationToken, ValueTask> tell)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(timeout);
        try
        {
            await tell(happening, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Log.InterruptFailed(services.Logger, e, happening.QueueId, number);
        }
    }

    private static async ValueTask RunAsync(string command, IEnumerable<string> arguments, QueueEvent happening, CancellationToken cancellationToken)
    {
        // No shell reads anything here, and the command's input is not the host's.
        var start = new ProcessStartInfo(command, arguments) { UseShellExecute = false, RedirectStandardInput = true };
        CommandEnvironment.Set(start.Environment, InterruptFacts.Of(happening).ToVariables());
        using var process = Process.Start(start) ?? throw new InvalidOperationException("The command did not start.");
        try
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        if (process.ExitCode != 0)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The command ended with {process.ExitCode}."));
    }

    private async ValueTask PostAsync(Uri url, QueueEvent happening, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = JsonContent.Create(InterruptFacts.Of(happening), InterruptJson.Default.InterruptFacts) };
        using var response = await http().SendAsync(request, cancellationToken).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
    }
}
