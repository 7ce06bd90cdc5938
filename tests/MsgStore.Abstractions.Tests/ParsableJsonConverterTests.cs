using System.Text.Json;
using MsgStore.Delivery;
using MsgStore.Mailboxes;

namespace MsgStore.Abstractions.Tests;

public sealed class ParsableJsonConverterTests
{
    [Fact]
    public void Values_are_strings_and_names_of_properties()
    {
        RoundTrip(EmailAddress.Parse("Alice@Example.com"), "\"Alice@Example.com\"");
        RoundTrip(MailboxName.Parse("alice@example.com"), "\"alice@example.com\"");
        RoundTrip(FolderName.Parse("Work/Later"), "\"Work/Later\"");
        RoundTrip(FolderName.Inbox, "\"INBOX\"");
        RoundTrip(new MessageKey("1700000000.one.host"), "\"1700000000.one.host\"");
        RoundTrip(new EnvelopeId(Guid.Empty), "\"00000000000000000000000000000000\"");
    }

    [Theory]
    [InlineData(typeof(EmailAddress), "\"nobody\"", "'nobody' is no EmailAddress.")]
    [InlineData(typeof(EmailAddress), "7", "EmailAddress is a string, not Number.")]
    [InlineData(typeof(MailboxName), "\"nobody\"", "'nobody' is no MailboxName.")]
    [InlineData(typeof(FolderName), "\"..\"", "'..' is no FolderName.")]
    [InlineData(typeof(MessageKey), "\"a b\"", "'a b' is no MessageKey.")]
    [InlineData(typeof(MessageKey), "null", "MessageKey is a string, not Null.")]
    [InlineData(typeof(EnvelopeId), "\"1\"", "'1' is no EnvelopeId.")]
    [InlineData(typeof(Dictionary<EmailAddress, int>), "{\"nobody\":1}", "'nobody' is no EmailAddress.")]
    public void What_is_no_such_value_is_one_error_that_says_so(Type type, string json, string expected) =>
        Assert.StartsWith(expected, Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, type)).Message, StringComparison.Ordinal);

    private static void RoundTrip<T>(T value, string json) where T : notnull, IParsable<T>
    {
        Assert.Equal(json, JsonSerializer.Serialize(value));
        Assert.Equal(value, JsonSerializer.Deserialize<T>(json));
        Assert.Equal(value, T.Parse(json.Trim('"'), null));
        var counts = new Dictionary<T, int> { [value] = 1 };
        Assert.Equal(counts, JsonSerializer.Deserialize<Dictionary<T, int>>(JsonSerializer.Serialize(counts)));
    }
}
