using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text.Json;
using MsgStore.Queue.Worker;

namespace MsgStore.Queue.Control;

/// <summary>Serves the control socket: a unix domain socket that only its owner may use, one JSON request a line, an answer of one or more lines.</summary>
/// <param name="services">What the queue works with.</param>
/// <param name="handler">Answers requests.</param>
/// <param name="path">Where the socket is.</param>
/// <param name="accept">Waits for the next client; <see langword="null"/> for the socket's own way.</param>
internal sealed class ControlServer(
    QueueServices services, ControlHandler handler, string path, Func<Socket, CancellationToken, ValueTask<Socket>>? accept = null)
{
    private const int MaxConnections = 16;
    private const int Backlog = 128;
    private const int MaxRequestOctets = 64 * 1024;

    // A request is sent at once by whoever connects, and its answer read at once.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly ControlConnections _connections = new(MaxConnections, services.Time);

    private readonly Func<Socket, CancellationToken, ValueTask<Socket>> _accept = accept ?? (static (listener, stopping) => listener.AcceptAsync(stopping));

    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool _isOurs;

    /// <summary>Is completed when clients can connect.</summary>
    public Task Started => _started.Task;

    /// <summary>Serves until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            using var listener = Listen();
            _started.TrySetResult();
            await AcceptAsync(listener, stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException)
        {
            // Mail goes on without a control socket.
            Log.ControlFailed(services.Logger, e);
        }
        finally
        {
            _started.TrySetResult();
            if (_isOurs)
                TryRemove();
        }
    }

    private async Task AcceptAsync(Socket listener, CancellationToken stopping)
    {
        var pause = FirstPause;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                _ = ServeAsync(await _accept(listener, stopping).ConfigureAwait(false), stopping);
                pause = FirstPause;
            }
            catch (SocketException e)
            {
                // A client that went while it waited, or no descriptors left for the moment: neither ends the service.
                Log.ControlNotAccepted(services.Logger, e, pause);
                await Task.Delay(pause, services.Time, stopping).ConfigureAwait(false);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private Socket Listen()
    {
        // Whatever the umask: who could write to the folder could put a socket of their own there.
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "/");
        else
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "/", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (IsServed())
            throw new IOException($"Another host answers on {path}: give each host that shares a queue a ControlSocket of its own.");

        // What a killed host left.
        TryRemove();
        _isOurs = true;
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            listener.Bind(new UnixDomainSocketEndPoint(path));
            // Nobody can connect before Listen, so there is no moment with another mode.
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            listener.Listen(Backlog);
            return listener;
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    private bool IsServed()
    {
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            client.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void TryRemove()
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.ControlFailed(services.Logger, e);
        }
    }

    private async Task ServeAsync(Socket client, CancellationToken stopping)
    {
        try
        {
            using var connection = _connections.Add(client);
            var stream = new NetworkStream(client);
            await using var closing = stream.ConfigureAwait(false);
            var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
            while (await ReadLineAsync(reader, stopping).ConfigureAwait(false) is { } line)
            {
                connection.SetIdle(false);
                await AnswerAsync(stream, line, stopping).ConfigureAwait(false);
                connection.SetIdle(true);
            }
            await reader.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The client is gone, took too long, or had to make room.
        }
        catch (Exception e)
        {
            Log.ControlFailed(services.Logger, e);
        }
    }

    /// <summary>Reads a line, all of it within the time for it; <see langword="null"/> at the end, or where it is too long.</summary>
    private async ValueTask<byte[]?> ReadLineAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        while (true)
        {
            var result = await reader.ReadAsync(either.Token).ConfigureAwait(false);
            var end = result.Buffer.PositionOf((byte)'\n');
            if (end is { } position)
            {
                var line = result.Buffer.Slice(0, position).ToArray();
                reader.AdvanceTo(result.Buffer.GetPosition(1, position));
                return line.Length <= MaxRequestOctets ? line : null;
            }
            if (result.IsCompleted || result.Buffer.Length > MaxRequestOctets)
                return null;
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private async ValueTask AnswerAsync(NetworkStream stream, byte[] line, CancellationToken cancellationToken)
    {
        await foreach (var reply in handler.AnswerAsync(line, cancellationToken).ConfigureAwait(false))
        {
            using var limit = new CancellationTokenSource(Patience, services.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            await stream.WriteAsync((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(reply, ControlJson.Default.ControlReply), (byte)'\n'], either.Token).ConfigureAwait(false);
        }
    }
}
