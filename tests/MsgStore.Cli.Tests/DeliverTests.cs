using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using MsgStore.Cli.Tests.Support;

namespace MsgStore.Cli.Tests;

public sealed class DeliverTests
{
    [Fact]
    public async Task A_message_goes_through_the_pipeline_into_the_mailbox()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        Assert.Empty(await folder.DeliverAsync("Alice@Example.com", "From x@y Mon\nReturn-Path: <old@example.org>\nSubject: one\n\nbody\rmore\r\nlast"));
        Assert.Equal("Return-Path: <sender@example.org>\r\nSubject: one\r\n\r\nbody\r\nmore\r\nlast\r\n", await folder.SucceedAsync(["show", "alice@example.com", "1"]));
    }

    [Property(MaxTest = 40, Arbitrary = [typeof(BodyOctets)])]
    public async Task<bool> Any_octets_are_stored_with_CRLF_alone_and_with_all_their_text(byte[] message)
    {
        using var folder = ToolFolder.WithStore();
        Assert.Equal(0, (await folder.RunAsync(["deliver", "-f", "", "--create", "-a", "any@example.com"], new MemoryStream([.. "X: y\n\n"u8, .. message]))).Exit);
        var stored = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(Assert.Single(Directory.GetFiles(folder.File("mail/example.com/any/new")))));
        var expected = "Return-Path: <>\nX: y\n\n" + Encoding.Latin1.GetString(message).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        var bare = stored.Replace("\r\n", "\n", StringComparison.Ordinal);
        return !bare.Contains('\r', StringComparison.Ordinal) && stored.Count(c => c == '\n') == stored.Count(c => c == '\r')
            && bare == (expected.EndsWith('\n') ? expected : expected + "\n");
    }

    [Fact]
    public async Task Sender_and_recipient_come_from_the_environment_as_Postfix_sets_it()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        folder.Environment["SENDER"] = "env@example.org";
        folder.Environment["RECIPIENT"] = "alice+Sent@example.com";
        folder.Environment["USER"] = "bob";
        await folder.SucceedAsync(["deliver"], "Subject: x\n\n");
        Assert.StartsWith("Return-Path: <env@example.org>\r\n", await folder.SucceedAsync(["show", "alice@example.com/Sent", "1"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_with_extension_and_domain_is_a_recipient_too()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        folder.Environment["USER"] = "bob";
        folder.Environment["EXTENSION"] = "Sent";
        folder.Environment["DOMAIN"] = "example.com";
        await folder.SucceedAsync(["deliver"], "From mbox@example.org Mon\nSubject: x\n\n");
        Assert.StartsWith("Return-Path: <mbox@example.org>\r\n", await folder.SucceedAsync(["show", "bob@example.com/Sent", "1"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<>")]
    [InlineData("MAILER-DAEMON")]
    public async Task The_null_reverse_path_has_several_spellings(string sender)
    {
        using var folder = await ToolFolder.WithUsersAsync();
        await folder.DeliverAsync("alice@example.com", from: sender);
        Assert.StartsWith("Return-Path: <>\r\n", await folder.SucceedAsync(["show", "alice@example.com", "1"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_and_flags_are_where_the_copy_goes()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        await folder.SucceedAsync(["deliver", "--folder", "Lists/dev", "--flags", "seen,$work", "alice@example.com"], "Subject: x\n\n");
        var message = (await folder.JsonAsync("list", "alice@example.com/Lists/dev")).GetProperty("messages")[0];
        Assert.Equal("Seen", message.GetProperty("flags")[0].GetString());
        Assert.Equal("$work", message.GetProperty("keywords")[0].GetString());
    }

    [Fact]
    public async Task The_worst_recipient_decides_and_each_failure_has_its_line()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        folder.Environment["MSGSTORE__Queue__Root"] = "";
        var result = await folder.RunAsync(["deliver", "-f", "s@example.org", "alice@example.com", "nobody@example.com", "x@elsewhere.test", "--json"], "Subject: x\n\n");
        Assert.Equal(67, result.Exit);
        Assert.Equal("5.1.1 <nobody@example.com>: No such user here\n5.7.1 <x@elsewhere.test>: Relaying denied\n", result.Error);
        using var document = System.Text.Json.JsonDocument.Parse(result.Output);
        var outcomes = document.RootElement.GetProperty("outcomes");
        Assert.Equal("s@example.org", document.RootElement.GetProperty("from").GetString());
        Assert.Equal(["Delivered", "Rejected", "Rejected"], outcomes.EnumerateArray().Select(outcome => outcome.GetProperty("status").GetString()));
        var stored = outcomes[0].GetProperty("stored")[0];
        Assert.Equal(("alice@example.com", "INBOX"), (stored.GetProperty("mailbox").GetString(), stored.GetProperty("folder").GetString()));
        Assert.Equal("5.1.1", outcomes[1].GetProperty("code").GetString());
        Assert.Equal("1", (await folder.SucceedAsync(["list", "alice@example.com"])).Split('\n')[1].TrimStart()[..1]);
    }

    [Fact]
    public async Task A_message_beyond_the_limit_is_refused_with_its_code()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        var result = await folder.RunAsync(["deliver", "--max-size", "100", "alice@example.com"], "Subject: x\n\n" + new string('x', 200));
        Assert.Equal(69, result.Exit);
        Assert.StartsWith("5.3.4 ", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, (await folder.RunAsync(["list", "alice@example.com"])).Exit);
    }

    [Fact]
    public async Task A_full_mailbox_is_CANTCREAT()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        folder.Environment["MSGSTORE__Store__QuotaOctets"] = "100";
        var result = await folder.RunAsync(["deliver", "alice@example.com"], "Subject: x\n\n" + new string('x', 200));
        Assert.Equal(73, result.Exit);
        Assert.StartsWith("5.2.2 <alice@example.com>: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_accounts_defer()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        await File.WriteAllTextAsync(folder.File("domains/example.com/config.json"), "{ nonsense");
        var result = await folder.RunAsync(["deliver", "alice@example.com"], "Subject: x\n\n");
        Assert.True(result.Exit is 75 or 78, result.Error);
        Assert.StartsWith("4.3.", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4.3.5 No recipient: name one with -a, or set $RECIPIENT as Postfix does.\n", 64)]
    [InlineData("5.1.3 The recipient 'a@@b' is not an address of the form user@example.com.\n", 65, "-a", "a@@b")]
    [InlineData("5.1.7 The sender 'a b@c' is not an address of the form user@example.com.\n", 65, "-a", "alice@example.com", "-f", "a b@c")]
    [InlineData("4.3.5 There is no option --nonsense. See 'msgstore deliver --help'.\n", 64, "--nonsense")]
    [InlineData("4.3.5 --folder 'a//b' is not a folder name: levels parted by '/', none empty, no control characters.\n", 64, "-a", "alice@example.com", "--folder", "a//b")]
    [InlineData("4.3.5 --config nowhere.json: there is no such file.\n", 78, "-a", "alice@example.com", "--config", "nowhere.json")]
    public async Task Mistakes_on_the_command_line_bounce_no_mail(string error, int exit, params string[] args)
    {
        using var folder = await ToolFolder.WithUsersAsync();
        Assert.Equal(new ToolResult(exit, "", error), await folder.RunAsync(["deliver", .. args], "Subject: x\n\n"));
    }

    [Fact]
    public async Task Without_accounts_mailboxes_that_exist_are_the_users()
    {
        using var folder = ToolFolder.WithStore();
        Assert.Equal(67, (await folder.RunAsync(["deliver", "carol@example.com"], "Subject: x\n\n")).Exit);
        await folder.SucceedAsync(["deliver", "--create", "carol@example.com"], "Subject: x\n\n");
        await folder.SucceedAsync(["deliver", "carol+Sent@example.com"], "Subject: x\n\n");
        Assert.Equal(1, (await folder.JsonAsync("list", "carol@example.com")).GetProperty("messages").GetArrayLength());
        Assert.Equal(1, (await folder.JsonAsync("list", "carol@example.com/Sent")).GetProperty("messages").GetArrayLength());
    }

    private static class BodyOctets
    {
        public static Arbitrary<byte[]> Octets() =>
            Gen.Elements<byte>((byte)'\r', (byte)'\n', (byte)'a', (byte)'.', (byte)' ', 0, 0xFF, (byte)':').ArrayOf().ToArbitrary();
    }
}
