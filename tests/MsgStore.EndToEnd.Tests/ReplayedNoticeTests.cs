using MsgStore.EndToEnd.Tests.Harness;

namespace MsgStore.EndToEnd.Tests;

/// <summary>What failure notices say of recipients that came with more than ASCII, and of whose words are whose.</summary>
public sealed class ReplayedNoticeTests
{
    [Fact]
    public async Task A_notice_keeps_the_original_recipient_names_the_peer_as_the_RFCs_write_it_and_says_its_own_words_itself()
    {
        using var folder = new TemporaryFolder();
        await using var sink = await SinkProcess.StartAsync(folder.File("sink"), "-f", "rcpt");
        await using var servers = await MailServers.StartAsync(new MailServersOptions
        {
            Queue = $$"""
                "DefaultRoute": "out",
                "PrivateNetworks": [ "127.0.0.0/8" ],
                "Routes": { "out": { "Kind": "Smarthost", "Host": "127.0.0.1", "Port": {{sink.Port}} } }
                """,
            Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Smtp:Listeners:submission:Server:AllowPlaintextAuth"] = "true" },
        });
        // RFC 6533 §3: grün comes as it is written where only ASCII may stand, or as it is; RFC 5321 §4.1.3: the peer is an address, so in brackets.
        await SendAsync(servers, "MAIL FROM:<alice@example.com>", "RCPT TO:<gone@there.example> NOTIFY=FAILURE ORCPT=utf-8;gr\\x{FC}n@there.example");
        var refused = await NoticeAsync(servers, 1, "gone@there.example");
        Assert.Contains("\r\nOriginal-Recipient: utf-8;gr\\x{FC}n@there.example\r\n", refused, StringComparison.Ordinal);
        Assert.Contains("\r\nRemote-MTA: dns; [127.0.0.1]\r\nDiagnostic-Code: smtp; 500 ", refused, StringComparison.Ordinal);
        Assert.Contains("[127.0.0.1] said: 500 ", refused, StringComparison.Ordinal);

        await SendAsync(servers, "MAIL FROM:<alice@example.com> SMTPUTF8", "RCPT TO:<gone@there.example> NOTIFY=FAILURE ORCPT=utf-8;grün@there.example");
        var own = await NoticeAsync(servers, 2, "5.6.7");
        Assert.Contains("\r\nOriginal-Recipient: utf-8;gr\\x{FC}n@there.example\r\n", own, StringComparison.Ordinal);
        Assert.DoesNotContain("Remote-MTA", own, StringComparison.Ordinal);
        Assert.DoesNotContain(" said: ", own, StringComparison.Ordinal);
    }

    private static Task SendAsync(MailServers servers, string mail, string recipient) => LineClient.PlayAsync(servers.Port("submission"), $"""
        S: 220 *
        C: EHLO client.example
        S: 250 *
        C: AUTH PLAIN {Convert.ToBase64String("\0alice@example.com\0secret"u8)}
        S: 235 *
        C: {mail}
        S: 250 *
        C: {recipient}
        S: 250 *
        C: DATA
        S: 354 *
        C: From: <alice@example.com>
        C: To: <grün@there.example>
        C: Subject: to grün
        C:
        C: Grüße
        C: .
        S: 250 *
        """);

    private static async Task<string> NoticeAsync(MailServers servers, int count, string mark)
    {
        var notices = new List<string>();
        await Eventually.TrueAsync(async () => (notices = await servers.FetchAsync(MailServers.Alice)).Count == count, "the notice does not arrive.");
        return Assert.Single(notices, notice => notice.Contains(mark, StringComparison.Ordinal));
    }
}
