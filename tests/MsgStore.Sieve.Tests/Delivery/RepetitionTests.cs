using MsgStore.Delivery;
using MsgStore.Storage;

namespace MsgStore.Sieve.Tests.Delivery;

/// <summary>What a peer's repetition of a transaction does: nothing is lost, and nothing that was done is done again.</summary>
public sealed class RepetitionTests
{
    private const string Requires = """require ["fileinto", "copy", "editheader", "mailbox", "vacation", "duplicate"];""";

    private const string AsksFirst = Requires + "if duplicate { discard; stop; }";

    private const string Everything = """
        redirect :copy "friend@example.org"; redirect :copy "bob@example.com";
        fileinto :copy :create "a"; addheader "X-Sorted" "yes"; fileinto :copy :create "b"; addheader "X-Last" "1"; vacation "Away.";
        """;

    [Theory]
    [InlineData(StoreError.Unavailable)]
    [InlineData(null)]
    public async Task Whatever_fails_once_the_repetition_brings_all_of_it_once(StoreError? error)
    {
        // One step fails, then in a new world the next one, until there are no more.
        for (var at = 1; await FailAsync(AsksFirst + Everything, at, isAfter: false, () => error is { } store ? new MsgStoreException(store, "Out of order.") : new OperationCanceledException()) is { } world; at++)
            using (world)
            {
                Assert.Single(await world.ListAsync());
                Assert.Single(await world.ListAsync("a"));
                Assert.Single(await world.ListAsync("b"));
                Assert.Single(await world.ListAsync(mailbox: DeliveryFixture.Bob));
                AssertSentOnce(world);
            }
    }

    [Fact]
    public async Task Copy_that_a_defect_keeps_from_being_stored_does_not_have_the_others_stored_again()
    {
        using var fixture = new DeliveryFixture { Script = Requires + Everything };
        fixture.Stage.Broken = envelope => envelope.Recipients[0].Placements is [{ Folder.Value: "b" }] ? new InvalidOperationException("A defect.") : null;
        Assert.Equal(DeliveryStatus.Deferred, (await fixture.DeliverAsync()).Status);
        fixture.Stage.Broken = null;
        Assert.True((await fixture.DeliverAsync()).IsServed);
        Assert.Single(await fixture.ListAsync("a"));
        Assert.Single(await fixture.ListAsync("b"));
        Assert.Single(await fixture.ListAsync());
    }

    [Fact]
    public async Task Wherever_the_process_ends_the_repetition_brings_what_is_missing()
    {
        for (var at = 1; await FailAsync(Requires + Everything, at, isAfter: true, () => new InsufficientMemoryException()) is { } world; at++)
            using (world)
            {
                Assert.InRange((await world.ListAsync()).Count, 1, 2);
                Assert.InRange((await world.ListAsync("a")).Count, 1, 2);
                Assert.InRange((await world.ListAsync("b")).Count, 1, 2);
                Assert.InRange((await world.ListAsync(mailbox: DeliveryFixture.Bob)).Count, 1, 2);
                AssertSentOnce(world);
            }
    }

    [Fact]
    public async Task Redirect_of_one_recipient_is_no_return_when_another_one_had_to_wait()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """redirect "friend@example.org";""";
        fixture.Stage.Failures = 1;
        Assert.False((await fixture.DeliverToAsync(DeliveryFixture.Message, "sender@example.net", "alice@example.com", "bob@example.com")).IsServed);
        Assert.True((await fixture.DeliverToAsync(DeliveryFixture.Message, "sender@example.net", "alice@example.com", "bob@example.com")).IsServed);
        Assert.Single(fixture.Outbound.Sent);
        Assert.Empty(await fixture.ListAsync());
        Assert.Single(await fixture.ListAsync(mailbox: DeliveryFixture.Bob));
    }

    [Fact]
    public async Task Redirect_of_a_redirect_goes_once_although_the_trace_of_the_repetition_differs()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """redirect "bob@example.com";""";
        fixture.Scripts.Active["bob@example.com"] = """redirect "one@example.org"; redirect "two@example.org";""";
        fixture.Outbound.Refusal = address => address.LocalPart == "two" ? RecipientOutcome.Deferred(address, new(4, 3, 1), "Later") : null;
        Assert.False((await fixture.DeliverTracedAsync("Received: first\r\n", DeliveryFixture.Message, "sender@example.net", "alice@example.com")).IsServed);
        fixture.Outbound.Refusal = null;
        Assert.True((await fixture.DeliverTracedAsync("Received: second\r\n", DeliveryFixture.Message, "sender@example.net", "alice@example.com")).IsServed);
        Assert.Equal(["one", "two"], fixture.Outbound.Sent.Select(sent => sent.Envelope.Recipients[0].Address.LocalPart));
    }

    [Fact]
    public async Task Own_user_gets_a_redirect_once_where_the_memory_takes_nothing()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """redirect "bob@example.com";""";
        fixture.Memory.WriteFailure = StoreError.Unavailable;
        Assert.True((await fixture.DeliverAsync()).IsServed);
        Assert.Single(await fixture.ListAsync(mailbox: DeliveryFixture.Bob));
        Assert.Empty(await fixture.ListAsync());
    }

    [Theory]
    [InlineData(StoreError.Unavailable, DeliveryStatus.Deferred, 0)]
    [InlineData(StoreError.PathTraversal, DeliveryStatus.Delivered, 1)]
    public async Task Memory_that_cannot_be_read_puts_a_redirect_off_and_one_that_never_will_be_keeps_the_message(StoreError error, DeliveryStatus status, int kept)
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """redirect "friend@example.org";""";
        fixture.Memory.ReadFailure = error;
        Assert.Equal(status, (await fixture.DeliverAsync()).Status);
        Assert.Equal(kept, (await fixture.ListAsync()).Count);
        Assert.Empty(fixture.Outbound.Sent);
    }

    [Fact]
    public async Task Redirect_that_was_refused_is_not_remembered_as_one()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """redirect "friend@example.org";""";
        fixture.Outbound.Refusal = address => RecipientOutcome.Rejected(address, new(5, 3, 1), "The queue is full");
        await fixture.DeliverAsync();
        fixture.Outbound.Refusal = null;
        await fixture.DeliverAsync("X: sent again\r\n" + DeliveryFixture.Message);
        Assert.Single(fixture.Outbound.Sent);
    }

    /// <summary>Delivers in a new world in which one step fails, and again until it is served.</summary>
    /// <returns><see langword="null"/> where there are fewer steps.</returns>
    private static async Task<DeliveryFixture?> FailAsync(string script, int at, bool isAfter, Func<Exception> make)
    {
        var world = new DeliveryFixture(configure: options => options.TellsOwnerOfErrors = false) { Script = script };
        (world.Faults.At, world.Faults.IsAfter, world.Faults.Make) = (at, isAfter, make);
        while (!await TryDeliverAsync(world))
            world.Faults.At = 0;
        if (world.Faults.Steps >= at)
            return world;
        world.Dispose();
        return null;
    }

    private static async Task<bool> TryDeliverAsync(DeliveryFixture world)
    {
        try
        {
            return (await world.DeliverAsync()).IsServed;
        }
        catch (Exception e) when (e is OperationCanceledException or InsufficientMemoryException)
        {
            return false;
        }
    }

    // An answer is sent without a promise.
    private static void AssertSentOnce(DeliveryFixture world)
    {
        var to = world.Outbound.Sent.Select(sent => sent.Envelope.Recipients[0].Address.ToString()).ToList();
        Assert.Single(to, "friend@example.org");
        Assert.InRange(to.Count(address => address == "sender@example.net"), 0, 1);
    }
}
