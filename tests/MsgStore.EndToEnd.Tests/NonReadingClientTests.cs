using System.Collections.Concurrent;
using System.Diagnostics;
using MsgStore.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace MsgStore.EndToEnd.Tests;

/// <summary>Clients that take nothing of what is sent to them: their sockets are counted where the server cannot miscount them.</summary>
[Collection(LoadCollection.Name)]
public sealed class NonReadingClientTests(ITestOutputHelper output)
{
    private const int Places = 20;
    private const int Waves = 4;

    private static readonly string[] Listeners = ["smtp", "submission", "smtps", "lmtp", "pop3", "pop3s", "managesieve"];
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    // It takes two to three seconds, and without care for such clients all of the host's shutdown timeout, 60 seconds.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Waves_of_them_never_hold_more_sockets_than_there_are_places_and_leave_none_behind()
    {
        await using var servers = await StartAsync(idleTimeout: "00:00:01");
        var results = await Task.WhenAll(Listeners.Select(listener => SendWavesAsync(listener, servers.Port(listener))));
        foreach (var (listener, waves) in Listeners.Zip(results))
            output.WriteLine($"{listener}: {string.Join(", ", waves.Select(wave => $"{wave.Most} at most, {wave.Left} left"))}");
        Assert.All(results.SelectMany(waves => waves), wave =>
        {
            Assert.InRange(wave.Most, 1, Places);
            Assert.Equal(0, wave.Left);
        });
        Assert.All(results, waves => Assert.Equal(Waves, waves.Count));
    }

    [Fact]
    public async Task They_do_not_keep_a_host_from_stopping()
    {
        await using var servers = await StartAsync(idleTimeout: "00:05:00");
        var clients = new ConcurrentBag<NonReadingClient>();
        try
        {
            await Task.WhenAll(Listeners.Select(async listener =>
            {
                for (var i = 0; i < Places; i++)
                    clients.Add(await NonReadingClient.StartAsync(listener, servers.Port(listener)));
            }));
            await Eventually.TrueAsync(() => Task.FromResult(Listeners.All(listener => OpenSockets.CountStuck(servers.Port(listener)) == Places)), "not every client is stuck");
            var stopping = await Task.WhenAll(StopAsync(servers.Smtpd), StopAsync(servers.Pop3d));
            output.WriteLine($"smtpd stopped in {stopping[0].TotalSeconds:0.0} s, pop3d in {stopping[1].TotalSeconds:0.0} s");
            Assert.All(stopping, time => Assert.InRange(time, TimeSpan.Zero, StopLimit));
        }
        finally
        {
            foreach (var client in clients)
                client.Dispose();
        }
    }

    [Fact]
    public async Task Clients_that_never_begin_their_handshake_do_not_either()
    {
        await using var servers = await StartAsync(idleTimeout: "00:05:00");
        var clients = new List<NonReadingClient>();
        try
        {
            foreach (var listener in new[] { "smtps", "pop3s" })
                for (var i = 0; i < Places; i++)
                    clients.Add(await NonReadingClient.ConnectAsync(servers.Port(listener)));
            await Eventually.TrueAsync(() => Task.FromResult(OpenSockets.Count(servers.Port("smtps")) == Places && OpenSockets.Count(servers.Port("pop3s")) == Places), "not every client is connected");
            Assert.All(await Task.WhenAll(StopAsync(servers.Smtpd), StopAsync(servers.Pop3d)), time => Assert.InRange(time, TimeSpan.Zero, StopLimit));
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    private static async Task<TimeSpan> StopAsync(HostProcess host)
    {
        var watch = Stopwatch.StartNew();
        await host.StopAsync();
        return watch.Elapsed;
    }

    private static Task<MailServers> StartAsync(string idleTimeout) => MailServers.StartAsync(new MailServersOptions
    {
        Sieve = "files",
        Settings = Listeners.Select(listener => (Name: $"{ProtocolOf(listener)}:Listeners:{listener}", Listener: listener)).SelectMany(section => new[]
        {
            ($"{section.Name}:MaxConnections", $"{Places}"),
            ($"{section.Name}:Server:IdleTimeout", idleTimeout),
            ($"{section.Name}:Server:MaxUnproductiveCommands", "1000000"),
        }).ToDictionary(),
    });

    private static string ProtocolOf(string listener) => listener switch
    {
        "pop3" or "pop3s" => "Pop3",
        "managesieve" => "ManageSieve",
        _ => "Smtp",
    };

    private static async Task<List<(int Most, int Left)>> SendWavesAsync(string listener, int port)
    {
        // Nobody hangs up before the last wave is through: only the server can have closed what is closed.
        var clients = new List<NonReadingClient>();
        var waves = new List<(int, int)>();
        try
        {
            for (var wave = 0; wave < Waves; wave++)
            {
                using var looker = new SocketLooker(port);
                clients.AddRange(await Task.WhenAll(Enumerable.Range(0, Places).Select(_ => NonReadingClient.StartAsync(listener, port))));
                using var limit = new CancellationTokenSource(Limit);
                using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
                while ((OpenSockets.Count(port) > 0 || !clients.TrueForAll(client => client.IsClosed)) && !limit.IsCancellationRequested)
                    await timer.WaitForNextTickAsync(CancellationToken.None);
                waves.Add((looker.Most, OpenSockets.Count(port)));
            }
            return waves;
        }
        catch (IOException)
        {
            // No place was left for a handshake.
            waves.Add((OpenSockets.Count(port), OpenSockets.Count(port)));
            return waves;
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    /// <summary>Counts a port's sockets again and again, on a thread of its own that no other work delays.</summary>
    private sealed class SocketLooker : IDisposable
    {
        private readonly ManualResetEventSlim _ended = new();
        private readonly Thread _thread;
        private int _most;

        public SocketLooker(int port)
        {
            _thread = new Thread(() =>
            {
                do
                    _most = Math.Max(_most, OpenSockets.Count(port));
                while (!_ended.Wait(TimeSpan.FromMilliseconds(20)));
            });
            _thread.Start();
        }

        public int Most => Volatile.Read(ref _most);

        public void Dispose()
        {
            _ended.Set();
            _thread.Join();
            _ended.Dispose();
        }
    }
}
