using System.Text;
using MimeKit;
using MsgStore.Delivery;
using MsgStore.MimeKit.Tests.Support;

namespace MsgStore.MimeKit.Tests;

public sealed class MimeMessageExtensionsTests
{
    [Fact]
    public void Content_has_CRLF_line_ends_and_opens_as_often_as_wanted()
    {
        var content = Messages.Composed("one\ntwo\n").ToMessageContent();

        var first = content.ReadAll();
        Assert.Equal(first, content.ReadAll());
        Assert.Equal(content.Length, first.Length);
        Assert.True(content.HasCrlfLineEnds);
        Assert.EndsWith("\r\n\r\none\r\ntwo\r\n", Encoding.UTF8.GetString(first), StringComparison.Ordinal);
    }

    [Fact]
    public void Content_stays_when_the_message_changes()
    {
        var message = Messages.Composed("body\r\n");
        var content = message.ToMessageContent();
        var before = content.ReadAll();

        message.Subject = "another";

        Assert.Equal(before, content.ReadAll());
    }

    [Fact]
    public void Text_that_names_no_encoding_gets_one_of_seven_bits()
    {
        var octets = Messages.Composed("Grüße\r\n").ToMessageContent().ReadAll();

        Assert.True(Ascii.IsValid(octets));
        Assert.Equal("Grüße", Messages.Parse(octets).TextBody?.TrimEnd());
    }

    [Fact]
    public void Text_that_names_8bit_keeps_it()
    {
        var message = Messages.Composed("Grüße\r\n");
        ((TextPart)message.Body!).ContentTransferEncoding = ContentEncoding.EightBit;

        Assert.EndsWith("Grüße\r\n", Encoding.UTF8.GetString(message.ToMessageContent().ReadAll()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Subject: caf\u00E9\r\nTo: a@b.example\r\n\r\n\u00FFlatin one, and no field says so\r\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\r\nBcc: a@b.example\r\n\r\npre\r\n--b\r\n\r\n8bit \u00E9\r\n--b\r\nX:  y \r\n\r\n\r\n--b--\r\nepilogue")]
    [InlineData("Received: x\r\nSubject:\tfolded\r\n\tline\r\n\r\n")]
    public void What_was_parsed_is_written_octet_for_octet(string latin)
    {
        var octets = Encoding.Latin1.GetBytes(latin);

        Assert.Equal(latin, Encoding.Latin1.GetString(Messages.Parse(octets).ToMessageContent().ReadAll()));
    }

    [Fact]
    public void Message_is_as_it_was()
    {
        var message = Messages.Composed("Grüße\n");
        message.Bcc.Add(new MailboxAddress("", "hidden@example.net"));
        message.Headers.Remove(HeaderId.MimeVersion);
        message.Body = new Multipart("mixed") { message.Body!, new MessagePart { Message = Messages.Composed("öffnen") } };
        var before = Describe(message);

        _ = message.ToMessageContent();
        _ = message.ToSubmissionContent();
        _ = message.ToSubmissionEnvelope();

        Assert.Equal(before, Describe(message));
    }

    [Fact]
    public void Blind_copies_are_not_sent_and_those_of_an_attached_message_are_not_touched()
    {
        var attached = Messages.Composed("inner");
        attached.Bcc.Add(new MailboxAddress("", "old@example.net"));
        var message = Messages.Composed("outer");
        message.Bcc.Add(new MailboxAddress("", "hidden@example.net"));
        message.Headers.Add(HeaderId.ResentBcc, "hidden@example.net");
        message.Headers.Insert(0, HeaderId.ReturnPath, "<old@example.org>");
        message.Body = new Multipart("mixed") { message.Body!, new MessagePart { Message = attached } };

        var sent = Messages.Parse(message.ToSubmissionContent().ReadAll());
        var kept = Messages.Parse(message.ToMessageContent().ReadAll());

        Assert.DoesNotContain(sent.Headers, header => header.Id is HeaderId.Bcc or HeaderId.ResentBcc or HeaderId.ReturnPath);
        Assert.Equal("old@example.net", ((MessagePart)((Multipart)sent.Body!)[1]).Message!.Bcc.ToString());
        Assert.Equal("hidden@example.net", kept.Bcc.ToString());
        Assert.Equal("outer", sent.TextBody?.TrimEnd());
        Assert.Equal("From Date Subject Message-Id To MIME-Version", string.Join(' ', sent.Headers.Select(header => header.Field)));
    }

    [Fact]
    public void Large_message_is_one_content_of_several_blocks()
    {
        var attachment = new byte[1_000_000];
        new Random(7).NextBytes(attachment);
        var message = Messages.Composed("see the attachment");
        message.Body = new Multipart("mixed")
        {
            message.Body!,
            new MimePart("application", "octet-stream") { Content = new MimeContent(new MemoryStream(attachment)), ContentTransferEncoding = ContentEncoding.Base64 },
        };

        var content = message.ToMessageContent();

        Assert.False(content.TryGetMemory(out _));
        Assert.True(content.HasCrlfLineEnds);
        var parsed = Messages.Parse(content.ReadAll());
        using var decoded = new MemoryStream();
        ((MimePart)((Multipart)parsed.Body!)[1]).Content!.DecodeTo(decoded);
        Assert.Equal(attachment, decoded.ToArray());
    }

    [Fact]
    public void Binary_part_is_not_changed_and_the_content_says_that_it_has_other_line_ends()
    {
        var message = Messages.Composed("");
        message.Body = new MimePart("application", "octet-stream")
        {
            Content = new MimeContent(new MemoryStream([.. Enumerable.Repeat((byte)'\n', 10_000)]), ContentEncoding.Binary),
            ContentTransferEncoding = ContentEncoding.Binary,
        };

        var content = message.ToMessageContent();

        Assert.False(content.HasCrlfLineEnds);
        Assert.EndsWith("\n\n\n\n", Encoding.ASCII.GetString(content.ReadAll()), StringComparison.Ordinal);
    }

    [Fact]
    public void Envelope_takes_its_time_from_the_caller()
    {
        var envelope = Messages.Composed("x").ToEnvelope([EmailAddress.Parse("a@b.example")], new FixedTime());

        Assert.Equal(FixedTime.Now, envelope.ReceivedAt);
        Assert.Equal("from@example.org", envelope.From?.ToString());
        Assert.Equal("a@b.example", Assert.Single(envelope.Recipients).Address.ToString());
        Assert.False(envelope.IsSmtpUtf8);
    }

    private static string Describe(MimeMessage message)
    {
        var text = new StringBuilder().AppendJoin('\n', message.Headers.Select(header => header.ToString()));
        foreach (var part in message.BodyParts.OfType<MimePart>())
            text.Append($"\n{part.ContentTransferEncoding} ").AppendJoin('|', part.Headers.Select(header => header.ToString()));
        foreach (var inner in message.BodyParts.OfType<MessagePart>())
            text.Append('\n').Append(Describe(inner.Message!));
        return text.ToString();
    }

    private sealed class FixedTime : TimeProvider
    {
        public static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
