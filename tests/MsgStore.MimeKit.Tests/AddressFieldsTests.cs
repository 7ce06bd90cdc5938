using MimeKit;
using MsgStore.Delivery;
using MsgStore.MimeKit.Tests.Support;
using MsgStore.Storage;

namespace MsgStore.MimeKit.Tests;

public sealed class AddressFieldsTests
{
    [Theory]
    [InlineData("From: a@x.example\r\n", "a@x.example")]
    [InlineData("From: A <a@x.example>, B <b@x.example>\r\nSender: B <b@x.example>\r\n", "b@x.example")]
    [InlineData("From: A <a@x.example>, B <b@x.example>\r\n", "a@x.example")]
    [InlineData("From: Team: c@x.example, d@x.example;\r\n", "c@x.example")]
    [InlineData("From: Nobody:;\r\nSender: s@x.example\r\n", "s@x.example")]
    [InlineData("From: a@x.example\r\nSender:\r\n", "a@x.example")]
    [InlineData("From: \"two words\"@x.example\r\n", "\"two words\"@x.example")]
    [InlineData("Resent-From: r@x.example\r\nResent-To: t@x.example\r\nFrom: a@x.example\r\n", "r@x.example")]
    [InlineData("Resent-From: r@x.example, q@x.example\r\nResent-Sender: q@x.example\r\nFrom: a@x.example\r\n", "q@x.example")]
    public void Sender_is_who_sent_it(string fields, string expected) =>
        Assert.Equal(expected, Messages.Parse(fields + "\r\n").ToEnvelope([EmailAddress.Parse("to@x.example")]).From?.ToString());

    [Theory]
    [InlineData("To: a@x.example\r\nCc: b@x.example\r\nBcc: c@x.example\r\n", "a@x.example b@x.example c@x.example")]
    [InlineData("To: a@x.example, Team: b@x.example, Inner <c@x.example>;, d@x.example\r\n", "a@x.example b@x.example c@x.example d@x.example")]
    [InlineData("To: a@x.example, A <a@X.example>\r\nCc: a@x.example, A@x.example\r\n", "a@x.example A@x.example")]
    [InlineData("To: a@x.example\r\nTo: b@x.example\r\n", "a@x.example b@x.example")]
    [InlineData("To: undisclosed-recipients:;\r\nBcc: c@x.example\r\n", "c@x.example")]
    [InlineData("To: J\u00F6rg <j@b\u00FCcher.example>\r\n", "j@xn--bcher-kva.example")]
    [InlineData("To: j\u00F6rg@b\u00FCcher.example\r\n", "j\u00F6rg@b\u00FCcher.example")]
    [InlineData("Resent-From: r@x.example\r\nResent-To: one@x.example\r\nResent-Bcc: two@x.example\r\nTo: a@x.example\r\n", "one@x.example two@x.example")]
    [InlineData("Resent-From: new@x.example\r\nResent-To: new1@x.example\r\nResent-To: new2@x.example\r\nResent-From: old@x.example\r\nResent-To: old1@x.example\r\n", "new1@x.example new2@x.example")]
    [InlineData("Received: z\r\nResent-From: new@x.example\r\nResent-To: new1@x.example\r\nReceived: y\r\nResent-To: old1@x.example\r\nResent-From: old@x.example\r\n", "new1@x.example")]
    public void Recipients_are_all_whom_it_names_once(string fields, string expected) =>
        Assert.Equal(expected, string.Join(' ', Messages.Parse(fields + "From: a@x.example\r\n\r\n").ToSubmissionEnvelope().Recipients.Select(recipient => recipient.Address)));

    [Theory]
    [InlineData("From: a@x.example\r\n", StoreError.NoRecipients)]
    [InlineData("From: a@x.example\r\nTo: nobody:;\r\nCc:\r\n", StoreError.NoRecipients)]
    [InlineData("To: a@x.example\r\n", StoreError.InvalidAddress)]
    [InlineData("From: root\r\nTo: a@x.example\r\n", StoreError.InvalidAddress)]
    [InlineData("From: a@x.example\r\nTo: root\r\nCc: b@x.example\r\n", StoreError.InvalidAddress)]
    [InlineData("From: a@x.example\r\nTo: b@x.example\r\nBcc: <c@>\r\n", StoreError.InvalidAddress)]
    [InlineData("From: a@x.example\r\nTo: b@x.example, two words, c@x.example\r\n", StoreError.InvalidAddress)]
    [InlineData("From: a@x.example\r\nTo: b@-x.example\r\n", StoreError.InvalidAddress)]
    [InlineData("From: a@x.example\r\nTo: b@x..example\r\n", StoreError.InvalidAddress)]
    public void Message_that_cannot_be_sent_says_why(string fields, StoreError expected)
    {
        var error = Assert.Throws<MsgStoreException>(() => Messages.Parse(fields + "\r\n").ToSubmissionEnvelope());

        Assert.Equal(expected, error.Error);
        Assert.False(error.IsTransient);
    }

    [Fact]
    public void Envelope_for_nobody_is_an_error() =>
        Assert.Equal(StoreError.NoRecipients, Assert.Throws<MsgStoreException>(() => Messages.Composed("x").ToEnvelope([])).Error);

    [Theory]
    [InlineData("alice@example.com", false)]
    [InlineData("alice@b\u00FCcher.example", false)]
    [InlineData("\u00E4lice@example.com", true)]
    public void Message_needs_SMTPUTF8_where_a_local_part_does(string address, bool expected)
    {
        var message = Messages.Composed("x");
        message.Cc.Add(new MailboxAddress("J\u00F6rg", address));

        Assert.Equal(expected, message.ToSubmissionEnvelope().IsSmtpUtf8);
        Assert.Equal(!expected, System.Text.Ascii.IsValid(message.ToSubmissionContent().ReadAll()));
    }

    [Fact]
    public void Address_of_a_display_name_field_that_was_composed_is_checked_too()
    {
        var message = Messages.Composed("x");
        message.Bcc.Add(new MailboxAddress("Root", "root"));

        Assert.Contains("Bcc", Assert.Throws<MsgStoreException>(() => message.ToSubmissionEnvelope()).Message, StringComparison.Ordinal);
    }
}
