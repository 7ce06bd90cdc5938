using MsgStore.Cli.Submission;
using MsgStore.Cli.Tests.Support;

namespace MsgStore.Cli.Tests;

public sealed class SendmailTests
{
    [Fact]
    public async Task Recipients_come_from_the_header_and_blind_ones_stay_blind()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        var result = await folder.RunAsync(["-t", "-oi", "-fcron@example.com"], "To: \"A, B\" <alice@example.com>\nBcc: bob@example.com\nSubject: x\n\none\n.\ntwo\n", "sendmail");
        Assert.Equal(new ToolResult(0, "", ""), result);
        foreach (var user in (string[])["alice", "bob"])
        {
            var message = await folder.SucceedAsync(["show", $"{user}@example.com", "1"]);
            Assert.StartsWith("Return-Path: <cron@example.com>\r\nReceived: by mail.example.com (msgstore, from root)\r\n", message, StringComparison.Ordinal);
            Assert.Contains("\r\nFrom: cron@example.com\r\n", message, StringComparison.Ordinal);
            Assert.Contains("\r\nMessage-ID: <", message, StringComparison.Ordinal);
            Assert.Contains("\r\nDate: ", message, StringComparison.Ordinal);
            Assert.DoesNotContain("Bcc", message, StringComparison.Ordinal);
            Assert.EndsWith("\r\n\r\none\r\n.\r\ntwo\r\n", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_bare_text_becomes_a_message_and_a_full_stop_ends_it()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        folder.Environment["LOGNAME"] = "alice";
        folder.Environment["MSGSTORE__Accounts__DefaultDomain"] = "example.com";
        Assert.Equal(0, (await folder.RunAsync(["sendmail", "-F", "Jürgen", "bob"], "no header here\n.\nlost\n")).Exit);
        var message = await folder.SucceedAsync(["show", "bob@example.com", "1"]);
        Assert.Contains("\r\nFrom: =?utf-8?B?SsO8cmdlbg==?= <alice@example.com>\r\n", message, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nno header here\r\n", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_there_is_kept()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        const string Header = "Date: Mon, 1 Jan 2024 00:00:00 +0000\nFrom: me@example.com\nMessage-ID: <1@example.com>\n";
        Assert.Equal(0, (await folder.RunAsync(["sendmail", "--", "bob@example.com"], Header + "\nbody\n")).Exit);
        Assert.EndsWith(Header.ReplaceLineEndings("\r\n") + "\r\nbody\r\n", await folder.SucceedAsync(["show", "bob@example.com", "1"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recipients_elsewhere_are_refused_with_the_reason_and_the_others_served()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        folder.Environment["MSGSTORE__Queue__Root"] = "";
        var result = await folder.RunAsync(["sendmail", "-i", "bob@example.com", "x@elsewhere.test"], "hi\n");
        Assert.Equal(77, result.Exit);
        Assert.Equal("5.7.1 <x@elsewhere.test>: elsewhere.test is not served here, and no way to other hosts is set up\n", result.Error);
        Assert.NotEmpty(await folder.SucceedAsync(["list", "bob@example.com"]));
    }

    [Theory]
    [InlineData(64, "5.5.4 No recipients given: name one, or give -t", "-i")]
    [InlineData(64, "5.5.4 No recipients given: the message names none in To, Cc or Bcc.", "-t")]
    [InlineData(64, "5.5.4 sendmail -bs is not supported", "-bs")]
    [InlineData(64, "5.5.4 sendmail -q is not supported", "-q")]
    [InlineData(64, "5.5.4 -f needs a value", "-f")]
    [InlineData(65, "5.1.3 The recipient 'a@@b' is not an address", "a@@b")]
    [InlineData(65, "5.1.7 The sender 'a@@b' is not an address", "-f", "a@@b", "bob@example.com")]
    [InlineData(67, "5.1.1 <nobody@example.com>: ", "nobody@example.com")]
    public async Task Mistakes_say_what_is_wrong(int exit, string text, params string[] args)
    {
        using var folder = await ToolFolder.WithUsersAsync();
        var result = await folder.RunAsync(["sendmail", .. args], "Subject: x\n\n");
        Assert.Equal(exit, result.Exit);
        Assert.StartsWith(text, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tools_own_options_work_around_the_name()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        File.Copy(folder.File("msgstore.json"), folder.File("other.json"));
        File.Delete(folder.File("msgstore.json"));
        Assert.Equal(78, (await folder.RunAsync(["sendmail", "bob@example.com"], "hi\n")).Exit);
        Assert.Equal(0, (await folder.RunAsync(["--config", "other.json", "sendmail", "bob@example.com"], "hi\n")).Exit);
        var result = await folder.RunAsync(["sendmail", "-t", "--config=other.json", "--json"], "To: bob@example.com\n\nhi\n");
        Assert.Equal(0, result.Exit);
        Assert.Contains("\"status\":\"Delivered\"", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a@b.c", "a@b.c")]
    [InlineData("A <a@b.c>, \"x, <y>\" <d@e.f> , g@h.i (a (nested), comment)", "a@b.c|d@e.f|g@h.i")]
    [InlineData("friends: a@b.c, B <d@e.f>;, g@h.i", "a@b.c|d@e.f|g@h.i")]
    [InlineData("undisclosed-recipients:;", "")]
    [InlineData("<@route.example,@two.example:a@b.c>", "a@b.c")]
    [InlineData("\"quoted @ part\"@b.c, a@[IPv6:::1]", "\"quoted @ part\"@b.c|a@[IPv6:::1]")]
    [InlineData("\"a\\\"b\" <a@b.c>", "a@b.c")]
    public void Addresses_are_found_among_names_comments_groups_and_routes(string field, string addresses) =>
        Assert.Equal(addresses, string.Join('|', AddressList.Read(field)));
}
