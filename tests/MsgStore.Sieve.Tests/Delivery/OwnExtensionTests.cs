using Microsoft.Extensions.DependencyInjection;
using MsgStore.Delivery;
using MsgStore.Mime;
using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Delivery;
using MsgStore.Sieve.Evaluation;
using MsgStore.Storage;

namespace MsgStore.Sieve.Tests.Delivery;

public sealed class OwnExtensionTests
{
    [Theory]
    [InlineData("require \"vnd.example.ticket\"; ticket;")]
    [InlineData("require \"vnd.example.ticket\"; ticket; discard;")]
    public async Task An_action_of_a_registered_extension_that_nobody_carries_out_keeps_the_message_and_tells_the_owner(string script)
    {
        using var fixture = new DeliveryFixture(change: services => services.AddSieveExtension<TicketExtension>()) { Script = script };
        Assert.Equal(DeliveryStatus.Delivered, (await fixture.DeliverAsync()).Status);
        Assert.Equal(2, (await fixture.ListAsync()).Count);
        Assert.Contains("TicketAction", await fixture.ReadAsync(index: 0) + await fixture.ReadAsync(index: 1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ticket \"high\";", DeliveryStatus.Discarded, 0, "high hello")]
    [InlineData("ticket \"high\"; keep;", DeliveryStatus.Delivered, 1, "high hello")]
    [InlineData("addheader \"X-Marked\" \"yes\"; ticket \"low\";", DeliveryStatus.Discarded, 0, "low hello X-Marked")]
    [InlineData("ticket \"one\"; ticket \"two\";", DeliveryStatus.Discarded, 0, "one hello|two hello")]
    [InlineData("reject \"no\"; ticket \"high\";", DeliveryStatus.Rejected, 0, "")]
    public async Task Action_is_carried_out_by_its_handler_on_the_message_as_the_script_had_changed_it(string script, DeliveryStatus status, int kept, string done)
    {
        var desk = new Desk();
        using var fixture = HandledBy(desk, script);
        Assert.Equal(status, (await fixture.DeliverAsync()).Status);
        Assert.Equal(kept, (await fixture.ListAsync()).Count);
        Assert.Equal(done, string.Join('|', desk.Done.Values));
    }

    [Fact]
    public async Task Action_is_known_again_when_the_peer_repeats_the_transaction()
    {
        var desk = new Desk();
        using var fixture = HandledBy(desk, "ticket \"high\"; ticket \"high\"; keep;");
        fixture.Faults.At = 1;
        fixture.Faults.Make = () => new MsgStoreException(StoreError.Unavailable, "The store is gone.");
        Assert.Equal(DeliveryStatus.Deferred, (await fixture.DeliverAsync()).Status);
        Assert.Equal(2, desk.Done.Count);
        Assert.Equal(DeliveryStatus.Delivered, (await fixture.DeliverAsync()).Status);
        Assert.Equal((2, 4), (desk.Done.Count, desk.Calls));
        Assert.All(desk.Done.Keys, key => Assert.Matches("^[!-~]{64,100}$", key));
        await fixture.DeliverAsync(DeliveryFixture.Message.Replace("Text", "Other", StringComparison.Ordinal));
        Assert.Equal(4, desk.Done.Count);
    }

    [Theory]
    [InlineData("the desk is closed.", null, DeliveryStatus.Delivered, "PriorityAction in line 1 was not done: the desk is closed.")]
    [InlineData(null, typeof(InvalidOperationException), DeliveryStatus.Delivered, "PriorityAction in line 1 could not be done.")]
    [InlineData(null, typeof(FormatException), DeliveryStatus.Delivered, "PriorityAction in line 1 could not be done.")]
    [InlineData(null, typeof(MsgStoreException), DeliveryStatus.Deferred, null)]
    public async Task Action_that_fails_keeps_the_message_and_tells_the_owner_or_puts_it_off(string? refusal, Type? thrown, DeliveryStatus status, string? told)
    {
        var desk = new Desk
        {
            Refusal = refusal,
            AskedThrows = thrown == typeof(FormatException),
            Thrown = thrown == typeof(MsgStoreException) ? new MsgStoreException(StoreError.Unavailable, "The desk is gone.")
                : thrown is null ? null : new InvalidOperationException("secret"),
        };
        using var fixture = HandledBy(desk, "ticket \"high\";");
        Assert.Equal(status, (await fixture.DeliverAsync()).Status);
        Assert.Equal(told is null ? 0 : 2, (await fixture.ListAsync()).Count);
        if (told is null)
            return;
        var texts = await fixture.ReadAsync(index: 0) + await fixture.ReadAsync(index: 1);
        Assert.Contains(told, texts.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", texts, StringComparison.Ordinal);
    }

    private static DeliveryFixture HandledBy(Desk desk, string script) => new(change: services => services.AddSingleton(desk).AddSieveExtension<DeskExtension>())
    {
        Script = "require [\"vnd.example.desk\", \"editheader\", \"reject\"]; " + script,
    };

    private sealed class Desk
    {
        public string? Refusal { get; init; }

        public Exception? Thrown { get; init; }

        public bool AskedThrows { get; init; }

        public int Calls { get; set; }

        public Dictionary<string, string> Done { get; } = [];
    }

    private sealed class DeskExtension(Desk desk) : ISieveExtension, ISieveActionHandler
    {
        public string Name => "vnd.example.desk";

        public void Register(SieveLanguageBuilder language) => language.AddCommand(new("ticket", binding =>
        {
            var priority = binding.String(0);
            return run =>
            {
                run.Actions.Add(new PriorityAction(priority.Get(run)));
                return SieveFlow.Next;
            };
        })
        { Arguments = [SieveArgumentKind.String] });

        public bool Handles(SieveAction action) => desk.AskedThrows ? throw new FormatException("secret") : action is PriorityAction;

        public async ValueTask<string?> RunAsync(SieveActionContext context, CancellationToken cancellationToken = default)
        {
            if (desk.Thrown is { } thrown)
                throw thrown;
            if (desk.Refusal is { } refusal)
                return refusal;
            await using var stream = context.Content.OpenRead();
            var message = await MimePart.ParseAsync(stream, cancellationToken: cancellationToken);
            Assert.Equal("alice@example.com", context.Owner.ToString());
            desk.Calls++;
            desk.Done[context.IdempotencyKey] = $"{((PriorityAction)context.Action).Priority} {message.Subject}{(message.Header.First("X-Marked") is null ? "" : " X-Marked")}";
            return null;
        }
    }

    private sealed record PriorityAction(string Priority) : SieveAction;

    private sealed record TicketAction : SieveAction;

    private sealed class TicketExtension : ISieveExtension
    {
        public string Name => "vnd.example.ticket";

        public void Register(SieveLanguageBuilder language) => language.AddCommand(new("ticket", _ => run =>
        {
            run.Actions.Add(new TicketAction());
            return SieveFlow.Next;
        }));
    }
}
