using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MsgStore.Delivery;
using MsgStore.InMemory;
using MsgStore.Mailboxes;

namespace MsgStore.Accounts.Tests;

public sealed class DomainLimitsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("msgstore-limits-").FullName;
    private readonly FakeTimeProvider _time = new();
    private readonly ServiceProvider _services;

    public DomainLimitsTests()
    {
        Directory.CreateDirectory(Path.Combine(_root, "example.com"));
        File.WriteAllText(Path.Combine(_root, "example.com", "config.json"), """{ "max_message_size": 2000, "limits": { "max_sends_per_hour": 3 } }""");
        File.WriteAllText(Path.Combine(_root, "example.com", "passwd"), "alice:x\n");
        var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(_time);
        services.AddDomainAccounts(accounts => accounts.Root = _root);
        services.AddMsgStore().UseInMemory();
        _services = services.BuildServiceProvider();
    }

    public void Dispose()
    {
        _services.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Theory]
    [InlineData(2000, true)]
    [InlineData(2001, false)]
    public async Task Declared_size_is_held_to_the_recipients_domain(long size, bool accepted)
    {
        var verdict = await AskAsync(new AdmissionEvent
        {
            Stage = AdmissionStage.Rcpt,
            Protocol = "smtp",
            Recipient = EmailAddress.Parse("alice@example.com"),
            DeclaredSize = size,
        });
        Assert.Equal(accepted ? "2.0.0" : "5.3.4", verdict.Code.ToString());
    }

    [Fact]
    public async Task Actual_size_is_held_to_it_whatever_was_declared()
    {
        async Task<DeliveryReport> DeliverAsync(int octets) => await _services.GetRequiredService<IDeliveryAgent>().DeliverAsync(
            new Envelope
            {
                Id = EnvelopeId.New(_time.GetUtcNow()),
                From = null,
                Recipients = [new Recipient(EmailAddress.Parse("alice@example.com"))],
                ReceivedAt = _time.GetUtcNow(),
            },
            MessageContent.FromMemory(new byte[octets]));
        Assert.Equal(DeliveryStatus.Delivered, (await DeliverAsync(2000)).Outcomes[0].Status);
        Assert.Equal("5.3.4", (await DeliverAsync(4000)).Outcomes[0].Code.ToString());
    }

    [Fact]
    public async Task User_sends_no_more_in_an_hour_than_his_domain_allows()
    {
        var data = new AdmissionEvent { Stage = AdmissionStage.Data, Protocol = "submission", AuthenticatedUser = "alice@example.com" };
        for (var i = 0; i < 3; i++)
            Assert.True((await AskAsync(data)).IsAccepted);
        Assert.Equal("4.7.1", (await AskAsync(data)).Code.ToString());
        Assert.True((await AskAsync(data with { AuthenticatedUser = null })).IsAccepted);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.True((await AskAsync(data)).IsAccepted);
    }

    [Fact]
    public async Task What_filters_send_for_a_user_has_the_same_limit_and_uses_up_nothing_of_what_they_submit()
    {
        var limits = _services.GetRequiredService<ISendLimits>();
        var data = new AdmissionEvent { Stage = AdmissionStage.Data, Protocol = "submission", AuthenticatedUser = "alice@example.com" };
        for (var i = 0; i < 3; i++)
            Assert.True(await limits.TrySendAsync(MailboxName.Parse("alice@example.com")));
        Assert.False(await limits.TrySendAsync(MailboxName.Parse("alice@example.com")));
        for (var i = 0; i < 3; i++)
            Assert.True((await AskAsync(data)).IsAccepted);
        Assert.Equal("4.7.1", (await AskAsync(data)).Code.ToString());
        Assert.True(await limits.TrySendAsync(MailboxName.Parse("bob@elsewhere.example")));
    }

    private async Task<AdmissionVerdict> AskAsync(AdmissionEvent admission) =>
        await _services.GetRequiredService<IAdmissionPolicy>().CheckAsync(admission);
}
