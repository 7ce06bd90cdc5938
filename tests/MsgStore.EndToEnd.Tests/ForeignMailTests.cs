using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using MsgStore.EndToEnd.Tests.Harness;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Maildir;

namespace MsgStore.EndToEnd.Tests;

/// <summary>What other programs left: Maildirs that were restored and synchronized, mbox files of Thunderbird, MIME as it is really sent.</summary>
public sealed class ForeignMailTests
{
    [Fact]
    public async Task A_tree_that_was_restored_shows_every_file_once_with_its_true_size()
    {
        using var folder = new TemporaryFolder();
        var inbox = Path.Combine(folder.File("mail"), "example.com", "demo");
        foreach (var name in (string[])["cur", "new", "tmp"])
            Directory.CreateDirectory(Path.Combine(inbox, name));
        void Write(string name, string subject) => File.WriteAllText(Path.Combine(inbox, name), $"Subject: {subject}\r\n\r\nbody\r\n");
        Write("cur/1.plain:2,", "shown first");
        Write("cur/2.large,S=9999,W=9999:2,", "shorter than its name says");
        Write("cur/3.small,S=1,W=1:2,Sa", "longer than its name says");
        await using var services = new ServiceCollection().AddMsgStore().UseMaildir(options => options.Root = folder.File("mail")).Services.BuildServiceProvider();
        Assert.Equal([1u, 2, 3], (await OpenAsync(services)).Select(message => message.Uid));

        Write("cur/1.plain:2,S", "restored beside it");
        Write("new/2.large,S=9999,W=9999", "delivered beside it");
        Directory.Move(Path.Combine(inbox, "cur/3.small,S=1,W=1:2,Sa"), folder.File("away"));
        Assert.Equal([1u, 2, 4, 5], (await OpenAsync(services)).Select(message => message.Uid));
        Directory.Move(folder.File("away"), Path.Combine(inbox, "cur/3.small,S=1,W=1:2,Sa"));
        var messages = await OpenAsync(services, flagged: 6);
        Assert.Equal([1u, 2, 4, 5, 6], messages.Select(message => message.Uid));
        Assert.Equal(5, Directory.GetFiles(Path.Combine(inbox, "cur")).Length);
        Assert.True(File.Exists(Path.Combine(inbox, "cur/3.small,S=1,W=1:2,FSa")));

        await using var host = await QuickstartProcess.StartAsync(folder.File("mail"));
        var texts = await Maildrop.ReadAllAsync(host.Pop3Port);
        Assert.Equal(5, texts.Select(text => text.Split("\r\n")[0]).Distinct().Count());
        Assert.Equal($"+OK 5 {texts.Sum(text => text.Length)}", await Maildrop.StatAsync(host.Pop3Port));
        Assert.Equal(texts.Sum(text => text.Length), messages.Sum(message => message.WireSize));
    }

    [Fact]
    public async Task A_folder_of_Thunderbird_comes_with_its_flags_and_dates()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("mail"));
        var body = "one\n\nFrom x@example.org Sat Feb  3 04:05:06 2024\n\ntwo\n";
        var file = folder.Write("Inbox", $"""
            From - Sat Feb  3 04:05:06 PM 2024
            X-Mozilla-Status: 0005
            X-Mozilla-Keys: $label1
            Content-Length: {body.Length}
            Subject: first

            {body}
            From - Sat, 03 Feb 2024 17:05:06 +0100
            X-Mozilla-Status: 0009
            Subject: second

            text

            From here on it is text

            """);
        var output = await ToolAsync(folder, "import", "--create", QuickstartProcess.User, file);
        Assert.Contains("1 lines begin with 'From '", output, StringComparison.Ordinal);
        var messages = await ListAsync(folder);
        Assert.Equal(["first: Seen Flagged $label1", "second: Seen Deleted"], messages.Select(message =>
            $"{message.GetProperty("subject").GetString()}: {string.Join(' ', message.GetProperty("flags").EnumerateArray().Concat(message.GetProperty("keywords").EnumerateArray()))}"));
        Assert.All(messages, message => Assert.Equal(new DateTime(2024, 2, 3, 16, 5, 6, DateTimeKind.Utc), message.GetProperty("date").GetDateTime()));
    }

    [Fact]
    public async Task Scripts_see_the_text_of_messages_as_they_are_really_sent()
    {
        using var folder = new TemporaryFolder();
        (string Name, string Message)[] messages =
        [
            ("quoted-boundary", "Content-Type: multipart/mixed; boundary=\" b\"\n\n-- b\nContent-Type: text/html\n\nneedle\n-- b--\n"),
            ("type-without-subtype", "Content-Type: text/\n\nneedle\n"),
            ("type-with-blanks", "Content-Type: text / plain\n\nneedle\n"),
            ("missing-semicolon", "Content-Type: text/plain charset=utf-8\n\nneedle\n"),
            ("encoding-with-comment", "Content-Transfer-Encoding: base64 (of 7 bits);\n\nbmVlZGxl\n"),
            ("behind-padding", "Content-Transfer-Encoding: base64\n\naGVsbG8=\nbmVlZGxl\n"),
            ("encoded-message", "Content-Type: message/global\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogaW4NCg0KbmVlZGxlDQo=\n"),
            ("utf-16", "Content-Type: text/plain; charset=utf-16\nContent-Transfer-Encoding: base64\n\n/v8AbgBlAGUAZABsAGU=\n"),
            ("document-at-once", "Content-Type: text/html\n<!DOCTYPE html><p>needle</p>\n"),
            ("parts-at-once", "Content-Type: multipart/mixed; boundary=b\n--b\n\nneedle\n--b--\n"),
        ];
        var cases = messages.Select(entry => new
        {
            name = entry.Name,
            script = "require [\"body\", \"fileinto\"]; if body :text :contains \"needle\" { fileinto \"Found\"; }",
            message = entry.Message,
            envelope = new { from = "a@example.org", to = "b@example.com" },
            expected = (object)new { actions = new[] { new { action = "fileinto", mailbox = "Found" } } },
        }).Append(new
        {
            name = "date-with-blanks",
            script = "require [\"date\", \"fileinto\"]; if date :originalzone \"date\" \"iso8601\" \"1969-02-13T09:55:06-06:00\" { fileinto \"Found\"; }",
            message = "Date: Thu, 13 Feb 1969 09:55 : 06 (with comment) -0600\n\n",
            envelope = new { from = "a@example.org", to = "b@example.com" },
            expected = (object)new { actions = new[] { new { action = "fileinto", mailbox = "Found" } } },
        });
        var file = folder.Write("cases.json", JsonSerializer.Serialize(new { cases }));
        Assert.EndsWith($"{messages.Length + 1} passed, 0 failed\n", await Run.Async("dotnet", [Repository.ToolAssembly, "sieve", "test", file]), StringComparison.Ordinal);
    }

    private static Task<string> ToolAsync(TemporaryFolder folder, params string[] arguments) =>
        Run.Async("dotnet", [Repository.ToolAssembly, "--root", folder.File("mail"), .. arguments]);

    private static async Task<List<JsonElement>> ListAsync(TemporaryFolder folder)
    {
        using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(await ToolAsync(folder, "--json", "list", QuickstartProcess.User)));
        return [.. document.RootElement.GetProperty("messages").EnumerateArray().Select(message => message.Clone())];
    }

    /// <summary>The messages of INBOX, after one of them was flagged.</summary>
    private static async Task<IReadOnlyList<MessageInfo>> OpenAsync(ServiceProvider services, uint flagged = 0)
    {
        await using var session = await services.GetRequiredService<IMessageStore>().OpenAsync(new MailboxPath(MailboxName.Parse(QuickstartProcess.User)), MailboxAccess.Shared);
        foreach (var message in session.Messages.Where(message => message.Uid == flagged))
            await session.GetCapability<IFlagsCapability>()!.SetAsync(message.Key, new FlagChange(FlagChangeMode.Add, MessageFlags.Flagged, KeywordSet.Empty));
        return [.. session.Messages];
    }
}
