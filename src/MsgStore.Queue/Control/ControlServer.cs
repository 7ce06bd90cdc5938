using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text.Json;
using MsgStore.Queue.Worker;

namespace MsgStore.Queue.Control;

/// <summary>Serves the control socket: a unix domain socket that only its owner may use, one JSON request a line, an answer of one or more lines.</summary>
internal sealed class ControlServer(QueueServices services, ControlHandler handler, string path) : IDisposable
{
    private const int MaxConnections = 16;
    private const int Backlog = 128;
    private const int MaxRequestOctets = 64 * 1024;
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(5);
    private static readonly byte[] LineEnd = [(byte)'\n'];

    private readonly SemaphoreSlim _places = new(MaxConnections, MaxConnections);

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
            while (!stopping.IsCancellationRequested)
            {
                await _places.WaitAsync(stopping).ConfigureAwait(false);
                var client = await listener.AcceptAsync(stopping).ConfigureAwait(false);
                _ = ServeAsync(client, stopping);
            }
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

    public void Dispose() => _places.Dispose();

    private Socket Listen()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "/");
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
            var stream = new NetworkStream(client, ownsSocket: true);
            await using var closing = stream.ConfigureAwait(false);
            var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
            while (await ReadLineAsync(reader, stopping).ConfigureAwait(false) is { } line)
                await AnswerAsync(stream, line, stopping).ConfigureAwait(false);
            await reader.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or TimeoutException)
        {
            // The client is gone, or took too long.
        }
        catch (Exception e)
        {
            Log.ControlFailed(services.Logger, e);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Reads a line; <see langword="null"/> at the end, or where it is too long.</summary>
    private async ValueTask<byte[]?> ReadLineAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken).AsTask().WaitAsync(IdleTimeout, services.Time, cancellationToken).ConfigureAwait(false);
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
            await stream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(reply, ControlJson.Default.ControlReply), cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync(LineEnd, cancellationToken).ConfigureAwait(false);
        }
    }
}
