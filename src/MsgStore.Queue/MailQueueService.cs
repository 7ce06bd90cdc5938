using Microsoft.Extensions.Hosting;
using MsgStore.Delivery;
using MsgStore.Queue.Control;
using MsgStore.Queue.Dkim;
using MsgStore.Queue.Outbox;

namespace MsgStore.Queue;

/// <summary>Runs the queue in a host: worker, outboxes, housekeeping and the control socket. A stop waits for what is under way.</summary>
internal sealed class MailQueueService(MailQueue queue, IOutboundAgent outbound, DkimKeys keys) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task[] _running = [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        queue.CheckKey();
        keys.Load();
        var options = queue.Services.Options;
        var socket = options.ControlSocket ?? QueueControlClient.DefaultSocket(options.Root);
        var control = socket.Length > 0 ? new ControlServer(queue.Services, new ControlHandler(queue.Administration), socket) : null;
        _running =
        [
            Task.Run(() => queue.Worker.RunAsync(_stopping.Token), CancellationToken.None),
            Task.Run(() => new OutboxPump(queue.Services, outbound).RunAsync(_stopping.Token), CancellationToken.None),
            Task.Run(() => new Housekeeping(queue.Services).RunAsync(_stopping.Token), CancellationToken.None),
            control is not null ? Task.Run(() => control.RunAsync(_stopping.Token), CancellationToken.None) : Task.CompletedTask,
        ];
        if (control is not null)
            await control.Started.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_running).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Dispose();
}
