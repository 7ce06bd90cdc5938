using Microsoft.Extensions.DependencyInjection;
using MsgStore.Delivery;
using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Tests.Delivery;

public sealed class OwnExtensionTests
{
    [Theory]
    [InlineData("require \"vnd.example.ticket\"; ticket;")]
    [InlineData("require \"vnd.example.ticket\"; ticket; discard;")]
    public async Task An_action_of_a_registered_extension_that_nobody_carries_out_keeps_the_message_and_tells_the_owner(string script)
    {
        using var fixture = new DeliveryFixture(change: services => services.AddSingleton<ISieveExtension, TicketExtension>()) { Script = script };
        Assert.Equal(DeliveryStatus.Delivered, (await fixture.DeliverAsync()).Status);
        Assert.Equal(2, (await fixture.ListAsync()).Count);
        Assert.Contains("TicketAction", await fixture.ReadAsync(index: 0) + await fixture.ReadAsync(index: 1), StringComparison.Ordinal);
    }

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
