using System.Net.Sockets;
using System.Text.Json;
using MsgStore.Queue.Administration;
using MsgStore.Queue.Storage;
using MsgStore.Storage;

namespace MsgStore.Queue.Control;

/// <summary>Administration from another process, through the running host's control socket. Each call connects anew.</summary>
/// <param name="socket">The socket's path: <c>queue.sock</c> in the queue's root, unless the options say otherwise.</param>
public sealed class QueueControlClient(string socket) : IQueueAdministration
{
    /// <summary>The socket of a queue whose options name none.</summary>
    /// <param name="root">The queue's root.</param>
    public static string DefaultSocket(string root) => Path.Combine(root, "queue.sock");

    /// <inheritdoc/>
    public async ValueTask<QueueStatus> GetStatusAsync(CancellationToken cancellationToken = default) =>
        (await AskAsync(new ControlRequest { Command = "status" }, cancellationToken).ConfigureAwait(false))[^1].Status ?? throw Broken();

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<QueueEntry>> ListAsync(QueueFilter filter, long afterId, int count, CancellationToken cancellationToken = default)
    {
        var replies = await AskAsync(new ControlRequest { Command = "list", Filter = filter, After = afterId, Count = count }, cancellationToken).ConfigureAwait(false);
        return [.. replies.Select(reply => reply.Entry).OfType<QueueEntry>()];
    }

    /// <inheritdoc/>
    public async ValueTask<QueueMessageDetails?> ShowAsync(string queueId, CancellationToken cancellationToken = default) =>
        (await AskAsync(new ControlRequest { Command = "show", QueueId = queueId }, cancellationToken).ConfigureAwait(false))[^1].Details;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<QueueAttempt>> GetLogsAsync(string? queueId, int count, CancellationToken cancellationToken = default)
    {
        var replies = await AskAsync(new ControlRequest { Command = "logs", QueueId = queueId, Count = count }, cancellationToken).ConfigureAwait(false);
        return [.. replies.Select(reply => reply.Attempt).OfType<QueueAttempt>()];
    }

    /// <inheritdoc/>
    public async ValueTask<long> ChangeAsync(QueueChange change, QueueFilter filter, CancellationToken cancellationToken = default) =>
        (await AskAsync(new ControlRequest { Command = "change", Change = change, Filter = filter }, cancellationToken).ConfigureAwait(false))[^1].Changed ?? throw Broken();

    /// <inheritdoc/>
    public async ValueTask WakeAsync(CancellationToken cancellationToken = default) =>
        await AskAsync(new ControlRequest { Command = "wake" }, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask PauseAsync(CancellationToken cancellationToken = default) =>
        await AskAsync(new ControlRequest { Command = "pause" }, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask ResumeAsync(CancellationToken cancellationToken = default) =>
        await AskAsync(new ControlRequest { Command = "resume" }, cancellationToken).ConfigureAwait(false);

    private async ValueTask<List<ControlReply>> AskAsync(ControlRequest request, CancellationToken cancellationToken)
    {
        try
        {
            using var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellationToken).ConfigureAwait(false);
            var stream = new NetworkStream(connection);
            await using var closing = stream.ConfigureAwait(false);
            await stream.WriteAsync((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(request, ControlJson.Default.ControlRequest), (byte)'\n'], cancellationToken).ConfigureAwait(false);
            using var reader = new StreamReader(stream);
            var replies = new List<ControlReply>();
            while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
            {
                var reply = JsonSerializer.Deserialize(line, ControlJson.Default.ControlReply) ?? throw Broken();
                if (reply.Error is { } error)
                    throw new MsgStoreException(StoreError.Unavailable, error);
                replies.Add(reply);
                if (reply.IsEnd)
                    return replies;
            }
            throw Broken();
        }
        catch (Exception e) when (e is SocketException or IOException or JsonException)
        {
            throw new MsgStoreException(StoreError.Unavailable, $"No host answers on {socket}; is it running, and is it yours? {e.Message}", e);
        }
    }

    private static MsgStoreException Broken() => new(StoreError.Unavailable, "The host's answer broke off.");
}
