using MsgStore.Delivery;

namespace MsgStore.Abstractions.Tests.Delivery;

public sealed class EnvelopeTests
{
    private static readonly EmailAddress Alice = EmailAddress.Parse("alice@example.com");

    [Fact]
    public void Created_envelope_serves_each_address_once_and_begins_now()
    {
        var before = TimeProvider.System.GetUtcNow();
        var bob = EmailAddress.Parse("bob@example.org");
        var envelope = Envelope.Create(bob, [Alice, bob, Alice]);
        Assert.Equal(bob, envelope.From);
        Assert.Equal([Alice, bob], envelope.Recipients.Select(recipient => recipient.Address));
        Assert.InRange(envelope.ReceivedAt, before, TimeProvider.System.GetUtcNow());
        Assert.NotEqual(envelope.Id, Envelope.Create(bob, [Alice]).Id);
        Assert.Null(Envelope.Create(null, [Alice]).From);
    }

    [Fact]
    public void Envelope_without_recipients_is_not_created() => Assert.Throws<ArgumentException>(() => Envelope.Create(Alice, []));
}
