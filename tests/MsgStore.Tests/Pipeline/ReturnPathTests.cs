using System.Text;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Pipeline;

namespace MsgStore.Tests.Pipeline;

public sealed class ReturnPathTests
{
    private static readonly Envelope Envelope = new()
    {
        Id = EnvelopeId.New(DateTimeOffset.UnixEpoch),
        From = EmailAddress.Parse("sender@example.net"),
        Recipients = [new Recipient(EmailAddress.Parse("alice@example.com"))],
        ReceivedAt = DateTimeOffset.UnixEpoch,
    };

    [Theory]
    [InlineData("Subject: a\r\n\r\nReturn-Path: <body>\r\n", "Subject: a\r\n\r\nReturn-Path: <body>\r\n")]
    [InlineData("Return-Path: <a@b>\r\nSubject: a\r\n\r\n", "Subject: a\r\n\r\n")]
    [InlineData("A: 1\r\nreturn-path \t:\r\n <a@b>\r\n\t(folded)\r\nRETURN-PATH:\r\nB: 2\r\nReturn-Path: <>\r\nC: 3\r\n\r\nx", "A: 1\r\nB: 2\r\nC: 3\r\n\r\nx")]
    [InlineData("Return-Path-Of: x\r\nX-Return-Path: y\r\n\r\n", "Return-Path-Of: x\r\nX-Return-Path: y\r\n\r\n")]
    [InlineData("Return-Path: <a@b>\r\n\r\nx", "\r\nx")]
    [InlineData("Return-Path: <a@b>", "Return-Path: <a@b>")]
    [InlineData("", "")]
    [InlineData("\r\nReturn-Path: <body>\r\n", "\r\nReturn-Path: <body>\r\n")]
    [InlineData(" blank\r\nReturn-Path: <body>\r\n", "\r\n blank\r\nReturn-Path: <body>\r\n")]
    [InlineData("From x\r\nReturn-Path: <a@b>\r\nA: 1\r\n\r\n", "X-Mailbox-Line: From x\r\nA: 1\r\n\r\n")]
    public async Task There_is_one_and_it_is_that_of_the_envelope(string message, string expected)
    {
        var content = MessageContent.FromMemory(Encoding.ASCII.GetBytes(message));
        // From memory, and from a stream that has to be read.
        foreach (var given in new[] { content, content.WithStart(default, 0) })
            Assert.Equal("Return-Path: <sender@example.net>\r\n" + expected, await DeliverAsync(Envelope, given));
    }

    [Fact]
    public async Task A_field_far_down_a_long_header_goes_too()
    {
        var long1 = string.Concat(Enumerable.Range(0, 2000).Select(i => $"X-{i}: {new string('x', 60)}\r\n"));
        var content = MessageContent.FromMemory(Encoding.ASCII.GetBytes($"{long1}Return-Path: <a@b>\r\n{long1}\r\nbody")).WithStart(default, 0);
        Assert.Equal($"Return-Path: <sender@example.net>\r\n{long1}{long1}\r\nbody", await DeliverAsync(Envelope, content));
    }

    [Fact]
    public async Task What_is_sealed_stays_as_it_is() =>
        Assert.Equal("a box", await DeliverAsync(Envelope with { Encryption = new EncryptionInfo("nacl", "00") }, MessageContent.FromMemory("a box"u8.ToArray())));

    private static async Task<string> DeliverAsync(Envelope envelope, MessageContent content)
    {
        var seen = new Seen();
        await new ReturnPathDeliveryAgent(seen).DeliverAsync(envelope, content);
        return seen.Text;
    }

    private sealed class Seen : IDeliveryAgent
    {
        public string Text { get; private set; } = "";

        public async ValueTask<DeliveryReport> DeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default)
        {
            using var reader = new StreamReader(content.OpenRead(), Encoding.ASCII);
            Text = await reader.ReadToEndAsync(cancellationToken);
            return DeliveryReport.ForAll(envelope, address => RecipientOutcome.Delivered(address, []));
        }
    }
}
