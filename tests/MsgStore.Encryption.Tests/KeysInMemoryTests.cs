using System.IO.Pipelines;
using System.Text;
using MsgStore.Accounts;
using MsgStore.Conformance;
using MsgStore.Encryption.Keys;
using MsgStore.Encryption.Tests.Support;
using MsgStore.Mailboxes;
using MsgStore.Protocols;
using MsgStore.Protocols.Pop3;

namespace MsgStore.Encryption.Tests;

/// <summary>After a session nothing of the user's key is left, read back through the process's own memory.</summary>
/// <remarks>Alone: what one test gives back of the process's arena another would take at once.</remarks>
[Collection(AloneCollection.Name)]
public sealed class KeysInMemoryTests
{
    [Theory]
    [InlineData("QUIT")]
    [InlineData("the client hangs up")]
    [InlineData("the session times out")]
    [InlineData("a command throws")]
    [InlineData("the mailbox cannot be opened")]
    [InlineData("the host stops")]
    public async Task The_key_is_zero_when_the_session_has_ended(string end)
    {
        var secret = Octets.Random(32);
        using var accounts = new OneUser(KeyRing.Of(secret));
        var (address, length) = (accounts.Ring.All[0].Private.Address, accounts.Ring.All[0].Private.Length);
        await using var store = new SealedStore("memory");
        store.Provider.Rings[Samples.Alice] = accounts.Ring;
        await store.DeliverAsync("one");
        using var stop = new CancellationTokenSource();
        var (toServer, toClient) = (new Pipe(), new Pipe());
        var session = new Pop3ServerSession(new Duplex(toServer.Reader, toClient.Writer), new ConnectionFacts { IsTls = true },
            new Pop3ServerOptions { IdleTimeout = end == "the session times out" ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(10) },
            new Pop3ServerServices { Authentication = accounts, Stores = new Stores(store, end) }).RunAsync(cancellationToken: stop.Token);
        await SayAsync(toServer.Writer, "USER alice\r\nPASS x\r\n");
        if (end != "the mailbox cannot be opened")
        {
            await SayAsync(toServer.Writer, "RETR 1\r\n");
            await ReadUntilAsync(toClient.Reader, "body of one\r\n.\r\n");
            Assert.Equal(secret, ReadMemory(address, length));
        }
        await EndAsync(end, toServer.Writer, stop);
        await session.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(accounts.IsAsked);
        Assert.Equal(new byte[length], ReadMemory(address, length));
    }

    [Fact]
    public void An_arena_gives_memory_back_zeroed_and_uses_it_again()
    {
        var arena = new SecretArena(static (_, _) => true);
        using var other = new SecretMemory(40, arena: arena);
        var memory = new SecretMemory(100, arena: arena);
        memory.Use(0, static (octets, _) =>
        {
            octets.Fill(0xaa);
            return 0;
        });
        var address = memory.Address;
        Assert.Equal(Enumerable.Repeat((byte)0xaa, 100), ReadMemory(address, 100));
        memory.Dispose();
        Assert.Equal(new byte[100], ReadMemory(address, 100));
        using var again = new SecretMemory(128, arena: arena);
        Assert.Equal(address, again.Address);
    }

    [Fact]
    public void Memory_that_cannot_be_locked_is_said_once_and_used()
    {
        var arena = new SecretArena(static (_, _) => false);
        using var memory = new SecretMemory(32, arena: arena);
        Assert.False(memory.IsLocked);
        Assert.True(arena.ShouldReport());
        Assert.False(arena.ShouldReport());
    }

    [Fact]
    public void Large_secrets_have_memory_of_their_own_and_many_small_ones_do_not_overlap()
    {
        var arena = new SecretArena(static (_, _) => true);
        using (var large = new SecretMemory(500_000, arena: arena))
            Assert.Equal(500_000, large.Use(0, static (octets, _) => octets.Length));
        var secrets = Enumerable.Range(0, 3000).Select(i =>
        {
            var memory = new SecretMemory(1 + (i % 200), arena: arena);
            memory.Use((byte)i, static (octets, value) =>
            {
                octets.Fill(value);
                return 0;
            });
            return memory;
        }).ToList();
        for (var i = 0; i < secrets.Count; i++)
            Assert.True(secrets[i].Use((byte)i, static (octets, value) => !octets.ContainsAnyExcept(value)));
        secrets.ForEach(secret => secret.Dispose());
    }

    private static async Task EndAsync(string end, PipeWriter client, CancellationTokenSource stop)
    {
        switch (end)
        {
            case "QUIT":
                await SayAsync(client, "QUIT\r\n");
                break;
            case "a command throws":
                await SayAsync(client, "RETR 1\r\n");
                break;
            case "the host stops":
                await stop.CancelAsync();
                break;
            case "the session times out":
                break;
            default:
                await client.CompleteAsync();
                break;
        }
    }

    private static byte[] ReadMemory(nint address, int length)
    {
        using var memory = new FileStream("/proc/self/mem", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        memory.Position = address;
        var octets = new byte[length];
        memory.ReadExactly(octets);
        return octets;
    }

    private static async Task SayAsync(PipeWriter client, string text) => await client.WriteAsync(Encoding.ASCII.GetBytes(text));

    private static async Task ReadUntilAsync(PipeReader client, string text)
    {
        while (true)
        {
            var read = await client.ReadAsync();
            var all = Encoding.ASCII.GetString(read.Buffer);
            client.AdvanceTo(all.EndsWith(text, StringComparison.Ordinal) ? read.Buffer.End : read.Buffer.Start, read.Buffer.End);
            if (all.EndsWith(text, StringComparison.Ordinal))
                return;
            Assert.False(read.IsCompleted, all);
        }
    }

    private sealed class OneUser(KeyRing ring) : IAuthProvider, IDisposable
    {
        public KeyRing Ring => ring;

        public bool IsAsked { get; private set; }

        public ValueTask<AuthResult> AuthenticateAsync(AuthRequest request, CancellationToken cancellationToken = default)
        {
            IsAsked = request.UnlockKeys;
            return ValueTask.FromResult<AuthResult>(new AuthResult.Success(new User("alice", Samples.Alice, ring)));
        }

        public void Dispose() => ring.Dispose();
    }

    /// <summary>The user's store; it fails where the test wants it to.</summary>
    private sealed class Stores(SealedStore store, string end) : IMessageStoreFactory
    {
        public IMessageStore For(User user) => end switch
        {
            "the mailbox cannot be opened" => new Failing(store.For(Samples.Alice), atOpen: true),
            "a command throws" => new Failing(store.For(Samples.Alice), atOpen: false),
            _ => store.For(Samples.Alice),
        };
    }

    private sealed class Failing(IMessageStore inner, bool atOpen) : DelegatingMessageStore(inner)
    {
        public override async ValueTask<IMailboxSession> OpenAsync(MailboxPath path, MailboxAccess access, CancellationToken cancellationToken = default) => atOpen
            ? throw new InvalidOperationException("Nobody foresaw this.")
            : new FailingSession(await base.OpenAsync(path, access, cancellationToken));

        public override T? GetCapability<T>() where T : class => null;
    }

    private sealed class FailingSession(IMailboxSession inner) : DelegatingMailboxSession(inner)
    {
        private int _reads;

        public override ValueTask<Stream> RetrieveAsync(MessageKey key, CancellationToken cancellationToken = default) =>
            _reads++ == 0 ? base.RetrieveAsync(key, cancellationToken) : throw new InvalidOperationException("Nobody foresaw this.");

        public override T? GetCapability<T>() where T : class => null;
    }

    private sealed class Duplex(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
