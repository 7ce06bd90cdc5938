using MimeKit;
using MsgStore.Delivery;
using MsgStore.MimeKit.Tests.Support;
using MsgStore.Storage;

namespace MsgStore.MimeKit.Tests;

public sealed class MimeDeliveryExtensionsTests
{
    private readonly CollectingAgent _agent = new();

    [Fact]
    public async Task Message_is_delivered_to_those_the_caller_names_and_no_others()
    {
        var message = Messages.Composed("hello");
        message.Bcc.Add(new MailboxAddress("", "blind@example.net"));

        var report = await ((IDeliveryAgent)_agent).DeliverAsync(message, [EmailAddress.Parse("bob@example.com")]);

        Assert.Equal("bob@example.com", Assert.Single(report.Outcomes).Recipient.ToString());
        var (envelope, octets) = Assert.Single(_agent.Taken);
        Assert.Equal("from@example.org", envelope.From?.ToString());
        Assert.Empty(Messages.Parse(octets).Bcc);
    }

    [Fact]
    public async Task Reverse_path_is_the_callers_where_they_say_so()
    {
        var message = Messages.Composed("hello");

        await _agent.DeliverAsync(message, message.ToSubmissionEnvelope() with { From = null, Priority = MailPriority.High });

        Assert.Null(Assert.Single(_agent.Taken).Envelope.From);
    }

    [Fact]
    public async Task Message_is_submitted_to_all_whom_it_names_and_does_not_tell_of_blind_copies()
    {
        var message = Messages.Composed("hello");
        message.Cc.Add(new GroupAddress("Team", [new MailboxAddress("", "bob@example.com"), new MailboxAddress("", "carol@example.com")]));
        message.Bcc.Add(new MailboxAddress("", "blind@example.net"));

        await _agent.SubmitAsync(message);
        await _agent.SubmitAsync(message);

        Assert.Equal(2, _agent.Taken.Count);
        Assert.All(_agent.Taken, taken =>
        {
            Assert.Equal("alice@example.com bob@example.com carol@example.com blind@example.net", string.Join(' ', taken.Envelope.Recipients.Select(recipient => recipient.Address)));
            Assert.DoesNotContain("blind@example.net", System.Text.Encoding.UTF8.GetString(taken.Octets), StringComparison.Ordinal);
        });
        Assert.NotEqual(_agent.Taken[0].Envelope.Id, _agent.Taken[1].Envelope.Id);
        Assert.Equal("blind@example.net", message.Bcc.ToString());
    }

    [Fact]
    public async Task Message_with_an_address_that_is_none_goes_to_nobody()
    {
        var message = Messages.Composed("hello");
        message.Cc.Add(new MailboxAddress("", "root"));

        Assert.Equal(StoreError.InvalidAddress, (await Assert.ThrowsAsync<MsgStoreException>(async () => await _agent.SubmitAsync(message))).Error);
        Assert.Empty(_agent.Taken);
    }
}
