using MsgStore.Cli.Submission;
using MsgStore.Delivery;

namespace MsgStore.Cli.Tests;

public sealed class OutcomeExitCodesTests
{
    [Theory]
    [InlineData("2.1.5", 0)]
    [InlineData("4.2.2", 75)]
    [InlineData("4.7.5", 75)]
    [InlineData("5.1.1", 67)]
    [InlineData("5.1.2", 68)]
    [InlineData("5.1.3", 65)]
    [InlineData("5.1.7", 65)]
    [InlineData("5.2.2", 73)]
    [InlineData("5.3.4", 69)]
    [InlineData("5.4.6", 69)]
    [InlineData("5.6.0", 65)]
    [InlineData("5.7.1", 77)]
    public void Each_status_code_has_its_exit_code(string code, int exit)
    {
        Assert.True(EnhancedStatusCode.TryParse(code, out var parsed));
        Assert.Equal(exit, OutcomeExitCodes.Of(parsed));
    }

    [Fact]
    public void A_deferred_recipient_is_worse_than_a_rejected_one_and_that_worse_than_a_delivered_one()
    {
        var address = EmailAddress.Parse("a@example.com");
        var delivered = RecipientOutcome.Delivered(address, []);
        var rejected = RecipientOutcome.Rejected(address, new(5, 1, 1), "No such user here");
        var deferred = RecipientOutcome.Deferred(address, new(4, 3, 0), "Later");
        Assert.Equal(0, OutcomeExitCodes.Of(new DeliveryReport([delivered])));
        Assert.Equal(67, OutcomeExitCodes.Of(new DeliveryReport([delivered, rejected])));
        Assert.Equal(75, OutcomeExitCodes.Of(new DeliveryReport([rejected, delivered, deferred])));
    }
}
