using FsCheck;
using FsCheck.Fluent;
using MsgStore.Protocols.Dns;
using MsgStore.Protocols.Tests.Support;

namespace MsgStore.Protocols.Tests.Dns;

public sealed class DnsResponseReaderTests
{
    private static readonly byte[] Question = [0, 7, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0, .. FakeNameServer.Name("Example.com"), 0, 15, 0, 1];

    [Fact]
    public void Compressed_names_are_followed()
    {
        // The owner is the question's name at 12; the exchange is "mx" and that name.
        byte[] response = [.. Question, 0xc0, 12, 0, 15, 0, 1, 0, 0, 1, 0, 0, 7, 0, 10, 2, (byte)'m', (byte)'X', 0xc0, 12];
        Assert.True(DnsResponseReader.TryRead(response, out var message));
        Assert.Equal(("example.com", 7), (message.QuestionName, message.Id));
        Assert.Equal((10, "mx.example.com", 256), message.Answers.OfType<DnsRecord.MailExchange>()
            .Select(record => (record.Preference, record.Exchange, (int)record.TimeToLive.TotalSeconds)).Single());
    }

    [Theory]
    [InlineData(new byte[] { 0xc0, 29 })]
    [InlineData(new byte[] { 0xc0, 31 })]
    [InlineData(new byte[] { 0xff, 0xff })]
    [InlineData(new byte[] { 0x80, 1 })]
    [InlineData(new byte[] { 63, 1 })]
    public void Names_that_lead_nowhere_or_to_themselves_are_refused(byte[] name)
    {
        byte[] response = [.. Question, .. name, 0, 15, 0, 1, 0, 0, 1, 0, 0, 3, 0, 10, 0];
        Assert.False(DnsResponseReader.TryRead(response, out _));
    }

    [Fact]
    public void Chain_of_pointers_is_bounded_by_the_length_of_names()
    {
        var labels = Enumerable.Range(0, 60).SelectMany(_ => (byte[])[5, 97, 98, 99, 100, 101]).ToArray();
        Assert.False(DnsResponseReader.TryRead([0, 7, 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0, .. labels, 0, 0, 1, 0, 1], out _));
    }

    [Fact]
    public void Any_octets_are_a_response_or_none()
    {
        var pieces = new byte[][] { Question, [0xc0, 12], [0, 15, 0, 1], [0, 1, 0, 1], [0, 16, 0, 1, 0, 0, 0, 1, 0, 3, 2, 65, 66], [0, 0, 0, 9, 0, 4], [1, 2, 3, 4], [0xc0, 0xff], [3, 97, 98, 99], [0], [0xff, 0xff] };
        var octets = Gen.OneOf(Gen.Elements(pieces).ListOf().Select(parts => parts.SelectMany(part => part).ToArray()), Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf());
        Prop.ForAll(Arb.From(octets), response =>
        {
            var whole = (byte[])[.. Question, .. response];
            whole[7] = (byte)(1 + (response.Length % 5));
            return (DnsResponseReader.TryRead(whole, out var message) && message.Answers.Length <= 5) || message is null;
        }).QuickCheckThrowOnFailure();
        Prop.ForAll(Arb.From(octets), response => DnsResponseReader.TryRead(response, out var message) == (message is not null)).QuickCheckThrowOnFailure();
    }
}
