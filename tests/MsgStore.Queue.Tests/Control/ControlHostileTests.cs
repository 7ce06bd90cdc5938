using System.Net.Sockets;
using System.Text;
using MsgStore.Queue.Control;
using MsgStore.Queue.Tests.Support;

namespace MsgStore.Queue.Tests.Control;

/// <summary>Clients of the control socket that keep it from others.</summary>
public sealed class ControlHostileTests : IAsyncDisposable
{
    // A net under a server that hangs; no test waits for it to pass.
    private static readonly TimeSpan Net = TimeSpan.FromSeconds(30);

    private readonly QueueHarness _harness = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Socket> _sockets = [];
    private Task _run = Task.CompletedTask;

    private string Path => System.IO.Path.Combine(_harness.Root, "queue.sock");

    [Fact]
    public async Task Idle_connections_do_not_keep_the_next_one_from_its_answer()
    {
        await StartAsync();
        for (var i = 0; i < 40; i++)
            await ConnectAsync();
        Assert.Equal(0, (await new QueueControlClient(Path).GetStatusAsync().AsTask().WaitAsync(Net)).Running);
    }

    [Fact]
    public void The_one_that_has_been_idle_longest_makes_room_and_one_that_is_being_answered_does_not()
    {
        var connections = new ControlConnections(3, _harness.Time);
        var open = new List<ControlConnections.Connection>();
        for (var i = 0; i < 5; i++)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            _sockets.Add(socket);
            open.Add(connections.Add(socket));
            _harness.Time.Advance(TimeSpan.FromTicks(1));
            if (i == 2)
            {
                open[0].SetIdle(false);
                open[1].SetIdle(false);
                open[1].SetIdle(true);
                _harness.Time.Advance(TimeSpan.FromTicks(1));
            }
        }
        Assert.Equal([false, true, true, false, false], _sockets.Select(socket => socket.SafeHandle.IsClosed));
        open.ForEach(connection => connection.Dispose());
    }

    [Fact]
    public async Task A_request_that_comes_octet_by_octet_gets_no_more_time_than_one_that_does_not_come()
    {
        await StartAsync();
        var trickling = await ConnectAsync();
        await AskAsync(trickling);
        var end = ReceiveAsync(trickling);
        var started = _harness.Time.GetTimestamp();
        while (!end.IsCompleted && _harness.Time.GetElapsedTime(started) < TimeSpan.FromMinutes(4))
        {
            await TrySendAsync(trickling, " ");
            _harness.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        Assert.Equal(0, await end.WaitAsync(Net));
    }

    [Fact]
    public async Task A_client_that_does_not_read_its_answers_is_closed()
    {
        await StartAsync();
        var deaf = await ConnectAsync();
        var request = string.Concat(Enumerable.Repeat("{\"command\":\"status\"}\n", 1000));
        using var net = new CancellationTokenSource(Net);
        var sending = SendUntilClosedAsync(deaf, request, net.Token);
        while (!sending.IsCompleted)
        {
            _harness.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        Assert.True(await sending, "The server still took requests.");
    }

    [Fact]
    public async Task Accepts_that_fail_are_tried_again_after_a_pause_that_grows()
    {
        var failures = 0;
        var accepted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await StartAsync((listener, stopping) =>
        {
            if (++failures <= 10)
                throw new SocketException((int)SocketError.TooManyOpenSockets);
            accepted.TrySetResult();
            return listener.AcceptAsync(stopping);
        });
        var status = new QueueControlClient(Path).GetStatusAsync().AsTask();
        using var net = new CancellationTokenSource(Net);
        var passed = TimeSpan.Zero;
        // Only until the accept that does not fail: what passes after it is taken from the time the client has for its request.
        for (; !accepted.Task.IsCompleted && !net.IsCancellationRequested; passed += TimeSpan.FromMilliseconds(100))
        {
            _harness.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
        Assert.Equal(0, (await status.WaitAsync(Net)).Running);
        Assert.True(passed >= TimeSpan.FromSeconds(20), $"Ten failures were tried over within {passed}.");
    }

    public async ValueTask DisposeAsync()
    {
        _sockets.ForEach(socket => socket.Dispose());
        await _stop.CancelAsync();
        await _run.WaitAsync(Net);
        await _harness.DisposeAsync();
        _stop.Dispose();
    }

    private async Task StartAsync(Func<Socket, CancellationToken, ValueTask<Socket>>? accept = null)
    {
        var server = new ControlServer(_harness.Queue.Services, new ControlHandler(_harness.Queue.Administration), Path, accept);
        _run = server.RunAsync(_stop.Token);
        await server.Started.WaitAsync(Net);
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _sockets.Add(socket);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path));
        return socket;
    }

    private static async Task AskAsync(Socket socket)
    {
        await socket.SendAsync("{\"command\":\"wake\"}\n"u8.ToArray());
        Assert.NotEqual(0, await ReceiveAsync(socket));
    }

    private static async Task<int> ReceiveAsync(Socket socket)
    {
        using var net = new CancellationTokenSource(Net);
        try
        {
            return await socket.ReceiveAsync(new byte[4096], net.Token);
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    private static async Task TrySendAsync(Socket socket, string text)
    {
        try
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(text));
        }
        catch (SocketException)
        {
            // Closed, as it should be.
        }
    }

    private static async Task<bool> SendUntilClosedAsync(Socket socket, string text, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
                await socket.SendAsync(Encoding.ASCII.GetBytes(text), cancellationToken);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return e is SocketException;
        }
    }
}
