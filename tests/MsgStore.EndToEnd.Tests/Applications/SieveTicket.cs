using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using MsgStore.Filtering;
using MsgStore.InMemory;
using MsgStore.Mailboxes;
using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Delivery;
using MsgStore.Sieve.Evaluation;
using Xunit;

namespace Applications;

/// <summary>A Sieve command of one's own, <c>ticket "priority";</c>, that opens a ticket when mail arrives.</summary>
public sealed class TicketExtension : ISieveExtension, ISieveActionHandler
{
    public ConcurrentDictionary<string, string> Tickets { get; } = new();

    public string Name => "vnd.example.ticket";

    public void Register(SieveLanguageBuilder language) => language.AddCommand(new("ticket", binding =>
    {
        var priority = binding.String(0);
        return run =>
        {
            run.Actions.Add(new TicketAction(priority.Get(run)) { PreservesKeep = true }); // Else a ticket would take the place of the mail.
            return SieveFlow.Next;
        };
    })
    { Arguments = [SieveArgumentKind.String] });

    public bool Handles(SieveAction action) => action is TicketAction;

    public ValueTask<string?> RunAsync(SieveActionContext context, CancellationToken cancellationToken = default)
    {
        // The key makes one ticket of one message, however often the sending server repeats it.
        Tickets[context.IdempotencyKey] = $"{context.Owner}: {((TicketAction)context.Action).Priority}";
        return ValueTask.FromResult<string?>(null);
    }

    private sealed record TicketAction(string Priority) : SieveAction;
}

public sealed class SieveTicketTests
{
    [Fact]
    public async Task Command_of_the_application_is_carried_out_at_delivery()
    {
        var scripts = Directory.CreateTempSubdirectory("scripts-").FullName;
        await using (var server = await MailServer.StartAsync(store =>
            store.UseInMemory().UseSieve(sieve => sieve.ScriptRoot = scripts).Services.AddSieveExtension<TicketExtension>()))
        {
            var alice = MailboxName.Parse("alice@example.com");
            var store = server.Services.GetRequiredService<IScriptStore>();
            await store.WriteAsync(alice, ScriptName.Parse("support"), """
                require "vnd.example.ticket";
                if header :contains "subject" "broken" { ticket "high"; }
                """u8.ToArray());
            await store.ActivateAsync(alice, ScriptName.Parse("support"));

            await server.SendAsync("all is well");
            await server.SendAsync("it is broken");
            Assert.Equal(["alice@example.com: high"], server.Services.GetRequiredService<TicketExtension>().Tickets.Values);
            Assert.Equal(2, (await server.FetchAsync()).Count);
        }
        Directory.Delete(scripts, recursive: true);
    }
}
