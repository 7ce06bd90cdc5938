using MsgStore.Delivery;
using MsgStore.Storage;

namespace MsgStore.Abstractions.Tests.Delivery;

public sealed class EnhancedStatusCodeTests
{
    [Theory]
    [InlineData("2.1.5", true)]
    [InlineData("4.999.0", true)]
    [InlineData("5.7.30", true)]
    [InlineData("3.1.1", false)]
    [InlineData("5.1", false)]
    [InlineData("5.1.1.1", false)]
    [InlineData("5.1000.1", false)]
    [InlineData("5.-1.1", false)]
    [InlineData("5. 1.1", false)]
    [InlineData("", false)]
    public void Code_is_read_and_printed_alike(string text, bool expected)
    {
        Assert.Equal(expected, EnhancedStatusCode.TryParse(text, out var code));
        if (expected)
            Assert.Equal(text, code.ToString());
    }

    [Fact]
    public void Every_store_error_has_a_status_of_the_class_its_transience_asks_for()
    {
        foreach (var error in Enum.GetValues<StoreError>())
        {
            var exception = new MsgStoreException(error, "secret path /var/mail");
            var (code, text) = exception.ToStatus();
            Assert.Equal(exception.IsTransient ? 4 : 5, code.Class);
            Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
            Assert.Equal(exception.IsTransient ? DeliveryStatus.Deferred : DeliveryStatus.Rejected, exception.ToOutcome(EmailAddress.Parse("a@b")).Status);
        }
    }

    [Theory]
    [InlineData(StoreError.DiskFull, "4.3.1")]
    [InlineData(StoreError.OverQuota, "5.2.2")]
    [InlineData(StoreError.KeyUnavailable, "4.7.5")]
    [InlineData(StoreError.MessageTooLarge, "5.3.4")]
    public void Store_error_maps_to_its_registered_code(StoreError error, string code) =>
        Assert.Equal(code, new MsgStoreException(error, "x").ToStatus().Code.ToString());
}
