using System.Text;
using MsgStore.Delivery;
using MsgStore.Sieve.Delivery;

namespace MsgStore.Sieve.Tests.Delivery;

/// <summary>Few large bodies are in memory at once, however many come, and want of memory lets no message past its scripts.</summary>
public sealed class LargeBodyTests
{
    private const string AsksForTheBody = """require "body"; if body :contains "no such word" { discard; }""";

    [Fact]
    public async Task A_large_body_waits_until_another_one_is_done()
    {
        using var fixture = new DeliveryFixture(configure: options => options.BodyMemoryMiB = 16);
        fixture.Script = AsksForTheBody;
        var (first, second) = (new HeldContent(), new HeldContent());
        var deliveries = new[] { fixture.DeliverAsync(first), fixture.DeliverAsync(second) };
        Assert.Equal((true, false), (first.IsOpened, second.IsOpened));
        first.Go();
        second.Go();
        await Task.WhenAll(deliveries);
        Assert.Equal(2, (await fixture.ListAsync()).Count);
    }

    [Fact]
    public async Task A_redirect_to_an_own_user_finds_a_place()
    {
        using var fixture = new DeliveryFixture(configure: options => options.BodyMemoryMiB = 16);
        fixture.Script = AsksForTheBody + """ redirect "bob@example.com";""";
        fixture.Scripts.Active["bob@example.com"] = AsksForTheBody;
        var content = new HeldContent();
        content.Go();
        await fixture.DeliverAsync(content);
        Assert.Single(await fixture.ListAsync(mailbox: DeliveryFixture.Bob));
    }

    [Fact]
    public async Task A_message_that_gets_no_memory_in_time_is_put_off_and_stored_nowhere()
    {
        using var fixture = new DeliveryFixture(configure: options => (options.BodyMemoryMiB, options.BodyMemoryTimeout) = (16, TimeSpan.Zero));
        fixture.Script = AsksForTheBody;
        var (first, second) = (new HeldContent(), new HeldContent());
        var delivery = fixture.DeliverAsync(first);
        Assert.True(first.IsOpened);
        var outcome = (await fixture.DeliverAsync(second)).Outcomes[0];
        Assert.Equal((DeliveryStatus.Deferred, 4, false), (outcome.Status, outcome.Code.Class, second.IsOpened));
        Assert.Empty(await fixture.ListAsync());
        first.Go();
        Assert.True((await delivery).Worst.IsServed);
        second.Go();
        Assert.True((await fixture.DeliverAsync(second)).Worst.IsServed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_script_that_cannot_run_for_want_of_memory_or_of_the_message_puts_off_and_is_not_passed_over(bool isMemory)
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = AsksForTheBody;
#pragma warning disable CA2201 // The runtime's own exception is what is tested.
        Exception trouble = isMemory ? new OutOfMemoryException() : new IOException("unreadable");
#pragma warning restore CA2201
        var outcome = (await fixture.DeliverAsync(new FailingContent(trouble))).Outcomes[0];
        Assert.Equal((DeliveryStatus.Deferred, 4), (outcome.Status, outcome.Code.Class));
        Assert.Empty(await fixture.ListAsync());
    }

    [Fact]
    public async Task What_scripts_make_of_a_message_does_not_lie_in_memory()
    {
        using var fixture = new DeliveryFixture();
        fixture.Scripts.Active["bob@example.com"] = fixture.Script = """require ["enclose", "fileinto", "copy"]; enclose "Around it."; fileinto :copy "INBOX"; """;
        var content = new HeldContent();
        content.Go();
        await fixture.DeliverAsync(content);
        Assert.Single(fixture.Stage.Contents);
        Assert.All(fixture.Stage.Contents, stored => Assert.False(stored.TryGetMemory(out _)));
        Assert.Contains("Around it.", await fixture.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_messages_a_script_makes_of_one_have_a_limit_together()
    {
        using var fixture = new DeliveryFixture(configure: options => options.Language = SieveOptions.Default with { MaxMessageOctets = 5 * 1024 * 1024 });
        fixture.Script = """require ["enclose", "fileinto"]; enclose "1"; fileinto "INBOX"; enclose "2"; fileinto "INBOX"; enclose "3"; fileinto "INBOX"; """;
        var content = new HeldContent();
        content.Go();
        await fixture.DeliverAsync(content);
        Assert.Contains("The messages that a script makes of one have at most 5242880 octets together", await fixture.ReadAsync(index: 1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Memory_goes_in_the_order_it_was_asked_for_and_a_large_message_is_alone()
    {
        var memory = new BodyMemory(80, TimeSpan.FromMinutes(1), TimeProvider.System);
        var first = await memory.TakeAsync(5, CancellationToken.None);
        var large = memory.TakeAsync(1000, CancellationToken.None).AsTask();
        var small = memory.TakeAsync(1, CancellationToken.None).AsTask();
        Assert.Equal((40L, false, false), (first, large.IsCompleted, small.IsCompleted));
        memory.Return(first);
        Assert.Equal(60, await large.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.False(small.IsCompleted);
        memory.Return(60);
        Assert.Equal(8, await small.WaitAsync(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task Who_gives_up_waiting_lets_the_next_one_through()
    {
        var memory = new BodyMemory(80, TimeSpan.FromMinutes(1), TimeProvider.System);
        var first = await memory.TakeAsync(5, CancellationToken.None);
        using var cancellation = new CancellationTokenSource();
        var large = memory.TakeAsync(1000, cancellation.Token).AsTask();
        var small = memory.TakeAsync(1, CancellationToken.None).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        Assert.Equal(8, await small.WaitAsync(TimeSpan.FromSeconds(60)));
        memory.Return(first);
        memory.Return(8);
        Assert.Equal(60, await memory.TakeAsync(10, CancellationToken.None));
    }

    [Fact]
    public async Task Small_messages_do_not_wait_behind_large_ones()
    {
        var memory = new BodyMemory(6400, TimeSpan.FromMinutes(1), TimeProvider.System);
        var first = await memory.TakeAsync(1000, CancellationToken.None);
        var second = memory.TakeAsync(1000, CancellationToken.None).AsTask();
        for (var i = 0; i < 16; i++)
            Assert.Equal(96, await memory.TakeAsync(12, CancellationToken.None));
        var last = memory.TakeAsync(12, CancellationToken.None).AsTask();
        Assert.False(second.IsCompleted || last.IsCompleted);
        memory.Return(96);
        Assert.Equal(96, await last.WaitAsync(TimeSpan.FromSeconds(60)));
        memory.Return(first);
        Assert.Equal(4800, await second.WaitAsync(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task A_small_message_does_not_become_a_large_one()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = $$"""
            require ["foreverypart", "mime", "replace", "body"];
            foreverypart { if header :mime :type "Content-Type" "text" { replace text:
            {{string.Concat(Enumerable.Repeat(new string('x', 70) + "\r\n", 700))}}.
            ; } }
            if body :text :contains "y" { discard; }
            """;
        var parts = string.Concat(Enumerable.Range(0, 20).Select(i => $"--b\r\nContent-Type: text/plain\r\n\r\n{i}\r\n"));
        await fixture.DeliverAsync($"From: a@example.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n{parts}--b--\r\n");
        Assert.Contains("has at most 262144 octets", await fixture.ReadAsync(index: 1), StringComparison.Ordinal);
    }

    private sealed class FailingContent(Exception trouble) : MessageContent
    {
        public override long Length => 100;

        public override Stream OpenRead() => throw trouble;
    }

    /// <summary>2 MiB that are there when they are let go.</summary>
    private sealed class HeldContent : MessageContent
    {
        private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly byte[] _octets = Encoding.ASCII.GetBytes("Subject: large\r\n\r\n" + string.Concat(Enumerable.Repeat(new string('x', 62) + "\r\n", 32_768)));

        public bool IsOpened { get; private set; }

        public override long Length => _octets.Length;

        // As what comes over SMTP; else the pipeline would look at it before the script does.
        public override bool HasCrlfLineEnds => true;

        public void Go() => _go.SetResult();

        public override Stream OpenRead()
        {
            IsOpened = true;
            return new Held(this);
        }

        private sealed class Held(HeldContent content) : MemoryStream(content._octets, writable: false)
        {
            public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            {
                await content._go.Task.WaitAsync(cancellationToken);
                return Read(buffer.Span);
            }
        }
    }
}
