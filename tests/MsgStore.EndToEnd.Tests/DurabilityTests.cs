using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using MsgStore.EndToEnd.Tests.Harness;

namespace MsgStore.EndToEnd.Tests;

[Collection(LoadCollection.Name)]
public sealed partial class DurabilityTests
{
    [Fact]
    public async Task File_and_folder_are_flushed_before_the_250_and_nothing_else_is()
    {
        using var folder = new TemporaryFolder();
        await using var host = await QuickstartProcess.StartAsync(folder.File("data"));
        await SendAsync(host, "first, which makes the mailbox");
        var trace = folder.File("trace");
        using var strace = Process.Start(new ProcessStartInfo("strace",
            ["-f", "-y", "-s", "64", "-e", "trace=fsync,fdatasync,sync_file_range,linkat,renameat2,sendto,sendmsg,write,writev", "-o", trace, "-p",
                host.Id.ToString(CultureInfo.InvariantCulture)])
        { RedirectStandardError = true, UseShellExecute = false })
            ?? throw new InvalidOperationException("strace did not start.");
        Assert.Contains("attached", await strace.StandardError.ReadLineAsync(), StringComparison.Ordinal);
        await SendAsync(host, "second");
        using (Process.Start("kill", ["-INT", strace.Id.ToString(CultureInfo.InvariantCulture)]))
            await strace.WaitForExitAsync();

        var calls = (await File.ReadAllLinesAsync(trace)).Select(line => Call().Match(line)).Where(match => match.Success).Select(match => match.Value).ToList();
        var accepted = calls.FindIndex(call => call.Contains("250 2.0.0", StringComparison.Ordinal));
        var flushes = calls.Take(accepted).Where(call => call.StartsWith("fsync", StringComparison.Ordinal) || call.StartsWith("fdatasync", StringComparison.Ordinal)).ToList();
        Assert.True(accepted > 0, string.Join('\n', calls));
        Assert.Equal(2, flushes.Count);
        Assert.DoesNotContain("/new>", flushes[0], StringComparison.Ordinal);
        Assert.EndsWith("/new>)", flushes[1], StringComparison.Ordinal);
        var linked = calls.FindIndex(call => call.StartsWith("linkat", StringComparison.Ordinal) || call.StartsWith("renameat2", StringComparison.Ordinal));
        Assert.InRange(linked, calls.IndexOf(flushes[0]), calls.IndexOf(flushes[1]));
    }

    [Fact]
    public async Task Script_and_the_folders_above_it_are_flushed_before_the_tool_says_that_it_is_stored()
    {
        using var folder = new TemporaryFolder();
        var configuration = folder.Write("c.json", $$"""{ "Sieve": { "ScriptRoot": "{{folder.File("all/scripts")}}" } }""");
        var trace = folder.File("trace");
        await Run.Async("strace", ["-f", "-y", "-e", "trace=fsync,fdatasync,mkdir,mkdirat,renameat", "-o", trace, "dotnet", Repository.ToolAssembly,
            "--config", configuration, "sieve", "put", QuickstartProcess.User, "main", folder.Write("main.sieve", "keep;"), "--activate"]);
        var calls = (await File.ReadAllLinesAsync(trace)).Select(line => CallOnPath().Match(line)).Where(match => match.Groups["path"].Value.StartsWith(folder.Root, StringComparison.Ordinal))
            .Select(match => $"{match.Groups["call"].Value} {Path.GetRelativePath(folder.Root, match.Groups["path"].Value)}").ToList();
        Assert.Equal(
            [
                "mkdirat .", "fsync .", "mkdirat all", "fsync all",
                "mkdirat all/scripts", "fsync all/scripts", "mkdirat all/scripts/example.com", "fsync all/scripts/example.com",
                "fsync all/scripts/example.com/demo/main.sieve.tmp", "renameat all/scripts/example.com/demo", "fsync all/scripts/example.com/demo",
                "fsync all/scripts/example.com/demo/active.tmp", "renameat all/scripts/example.com/demo", "fsync all/scripts/example.com/demo",
            ], calls);
    }

    [Theory]
    [InlineData("maildir", "2m")]
    [InlineData("sqlite", "4m")]
    public async Task Full_file_system_defers_and_the_service_resumes_with_nothing_lost(string store, string size)
    {
        using var folder = new TemporaryFolder();
        var small = folder.File("small");
        Directory.CreateDirectory(small);
        await Run.Async("mount", ["-t", "tmpfs", "-o", $"size={size}", "msgstore-test", small]);
        try
        {
            await using var host = await QuickstartProcess.StartAsync(Path.Combine(small, "data"), "--store", store);
            var sender = new Sender(host.SmtpPort);
            using (var numbers = Enumerable.Range(1, 400).GetEnumerator())
                await sender.RunAsync(10, numbers);
            Assert.NotEmpty(sender.Refusals);
            Assert.All(sender.Refusals, reply => Assert.Matches("^45[12] 4\\.3\\.[01]", reply));
            Assert.NotEmpty(sender.Acknowledged);

            var stored = (await Maildrop.ReadAllAsync(host.Pop3Port, delete: true)).Select(NumberedMessage.Check).ToList();
            Assert.Equal(sender.Acknowledged.Order(), stored.Order());
            var resumed = new Sender(host.SmtpPort);
            using (var numbers = Enumerable.Range(1000, 50).GetEnumerator())
                await resumed.RunAsync(5, numbers);
            Assert.Empty(resumed.Refusals);
            Assert.Equal(50, (await Maildrop.ReadAllAsync(host.Pop3Port)).Select(NumberedMessage.Check).Count());
        }
        finally
        {
            await Run.Async("umount", ["-l", small]);
        }
    }

    [Theory]
    [InlineData("maildir")]
    [InlineData("sqlite")]
    public async Task Declared_size_is_tried_on_the_disk_of_the_store_and_not_on_that_of_the_temporary_folder(string store)
    {
        using var folder = new TemporaryFolder();
        var small = folder.File("small");
        Directory.CreateDirectory(small);
        await Run.Async("mount", ["-t", "tmpfs", "-o", "size=8m", "msgstore-test", small]);
        try
        {
            await using var host = await QuickstartProcess.StartAsync(Path.Combine(small, "data"), "--store", store);
            using var client = await LineClient.ConnectAsync(host.SmtpPort);
            await client.ReadReplyAsync();
            await client.AskAsync("EHLO x");
            Assert.StartsWith("250", await client.AskAsync("MAIL FROM:<> SIZE=9000000"), StringComparison.Ordinal);
            await client.AskAsync($"RCPT TO:<{QuickstartProcess.User}>");
            Assert.StartsWith("452 4.3.1", await client.AskAsync("DATA"), StringComparison.Ordinal);
            await client.AskAsync("RSET");
            await client.AskAsync("MAIL FROM:<> SIZE=2000000");
            await client.AskAsync($"RCPT TO:<{QuickstartProcess.User}>");
            Assert.StartsWith("354", await client.AskAsync("DATA"), StringComparison.Ordinal);
            Assert.StartsWith("250", await client.AskAsync("Subject: shorter than it said\r\n\r\nbody\r\n."), StringComparison.Ordinal);
        }
        finally
        {
            await Run.Async("umount", ["-l", small]);
        }
    }

    [GeneratedRegex("(fsync|fdatasync|sync_file_range|linkat|renameat2|sendto|sendmsg|write|writev)\\(.*?(?=\\s+=|\\s+<unfinished|$)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Call();

    [GeneratedRegex("^[0-9]+ +(?<call>[a-z]+)\\((?:[0-9]+<|\")(?<path>[^>\"]*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CallOnPath();

    private static async Task SendAsync(HostProcess host, string subject)
    {
        using var client = await LineClient.ConnectAsync(host.SmtpPort);
        await client.ReadReplyAsync();
        await client.AskAsync("EHLO x");
        await client.AskAsync("MAIL FROM:<>");
        await client.AskAsync($"RCPT TO:<{QuickstartProcess.User}>");
        await client.AskAsync("DATA");
        Assert.StartsWith("250", await client.AskAsync($"Subject: {subject}\r\n\r\nbody\r\n."), StringComparison.Ordinal);
        await client.AskAsync("QUIT");
    }
}
