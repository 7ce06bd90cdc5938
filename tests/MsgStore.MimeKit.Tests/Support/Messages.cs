using MimeKit;
using MsgStore.Delivery;

namespace MsgStore.MimeKit.Tests.Support;

/// <summary>Messages the tests share.</summary>
internal static class Messages
{
    public static MimeMessage Composed(string body)
    {
        var message = new MimeMessage();
        message.From.Add(new MailboxAddress("Sender", "from@example.org"));
        message.To.Add(new MailboxAddress("Alice", "alice@example.com"));
        message.Subject = "Grüße";
        message.Body = new TextPart("plain") { Text = body };
        return message;
    }

    public static MimeMessage Parse(byte[] octets)
    {
        using var stream = new MemoryStream(octets);
        return MimeMessage.Load(stream);
    }

    public static MimeMessage Parse(string text) => Parse(System.Text.Encoding.UTF8.GetBytes(text));

    public static byte[] ReadAll(this MessageContent content)
    {
        using var stream = content.OpenRead();
        return stream.ReadAll();
    }

    public static byte[] ReadAll(this Stream stream)
    {
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
