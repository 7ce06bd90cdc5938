using System.Text;
using MsgStore.Delivery;

namespace MsgStore.Sieve.Tests.Delivery;

/// <summary>Few large bodies are in memory at once, however many come.</summary>
public sealed class LargeBodyTests
{
    private const string AsksForTheBody = """require "body"; if body :contains "no such word" { discard; }""";

    [Fact]
    public async Task A_large_body_waits_until_another_one_is_done()
    {
        using var fixture = new DeliveryFixture(configure: options => options.MaxLargeBodies = 1);
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
        using var fixture = new DeliveryFixture(configure: options => options.MaxLargeBodies = 1);
        fixture.Script = AsksForTheBody + """ redirect "bob@example.com";""";
        fixture.Scripts.Active["bob@example.com"] = AsksForTheBody;
        var content = new HeldContent();
        content.Go();
        await fixture.DeliverAsync(content);
        Assert.Single(await fixture.ListAsync(mailbox: DeliveryFixture.Bob));
    }

    /// <summary>2 MiB that are there when they are let go.</summary>
    private sealed class HeldContent : MessageContent
    {
        private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly byte[] _octets = Encoding.ASCII.GetBytes("Subject: large\r\n\r\n" + string.Concat(Enumerable.Repeat(new string('x', 62) + "\r\n", 32_768)));

        public bool IsOpened { get; private set; }

        public override long Length => _octets.Length;

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
