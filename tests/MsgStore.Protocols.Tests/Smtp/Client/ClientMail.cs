using System.Text;
using MsgStore.Delivery;
using MsgStore.Protocols.Smtp.Client;
using MsgStore.Protocols.Tests.Support;

namespace MsgStore.Protocols.Tests.Smtp.Client;

internal static class ClientMail
{
    public const string Text = "Subject: hi\r\n\r\n.dot\r\nbye\r\n";

    public static readonly SmtpClientOptions Options = new() { HostName = "client.example", Tls = SmtpTlsMode.None };

    public static readonly MessageContent Content = Of(Text);

    public static MessageContent Of(string text) => MessageContent.FromMemory(Encoding.UTF8.GetBytes(text));

    public static Envelope To(params string[] recipients) => new()
    {
        Id = EnvelopeId.New(DateTimeOffset.UnixEpoch),
        From = EmailAddress.Parse("a@client.example"),
        Recipients = [.. recipients.Select(recipient => new Recipient(EmailAddress.Parse(recipient)))],
        ReceivedAt = DateTimeOffset.UnixEpoch,
    };

    /// <summary>Sends one message over one connection and says goodbye where it still can.</summary>
    public static async Task<SmtpSendResult> SendAsync(ScriptedServer server, Envelope envelope, MessageContent? content = null, SmtpClientOptions? options = null)
    {
        await using var connection = await SmtpClientConnection.ConnectAsync(server.Address, options ?? Options, TimeProvider.System);
        var result = await connection.SendAsync(envelope, content ?? Content);
        await connection.QuitAsync();
        return result;
    }

    public static IEnumerable<string> Statuses(this SmtpSendResult result) => result.Recipients.Select(recipient => $"{recipient.Phase} {recipient.Status}");
}
