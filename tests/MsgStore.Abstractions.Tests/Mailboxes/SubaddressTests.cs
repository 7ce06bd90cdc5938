using MsgStore.Mailboxes;

namespace MsgStore.Abstractions.Tests.Mailboxes;

public sealed class SubaddressTests
{
    [Theory]
    [InlineData("alice", '+', "alice")]
    [InlineData("Alice+Lists", '+', "Alice+Lists | Alice > Lists")]
    [InlineData("alice+a+b", '+', "alice+a+b | alice > a+b")]
    [InlineData("alice+", '+', "alice+ | alice")]
    [InlineData("+alice", '+', "+alice")]
    [InlineData("alice+x", '-', "alice+x")]
    [InlineData("alice+x", null, "alice+x")]
    [InlineData("", '+', "")]
    public void A_local_part_is_read_as_a_whole_and_then_up_to_the_first_delimiter(string localPart, char? delimiter, string expected) =>
        Assert.Equal(expected, string.Join(" | ", Subaddress.Readings(localPart, delimiter)
            .Select(reading => reading.Detail is null ? reading.LocalPart : $"{reading.LocalPart} > {reading.Detail}")));
}
