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

    [Theory]
    [InlineData("maildir", "data")]
    [InlineData("maildir", "size")]
    [InlineData("maildir", "bdat")]
    [InlineData("sqlite", "data")]
    [InlineData("sqlite", "size")]
    [InlineData("sqlite", "bdat")]
    public async Task Long_message_is_written_once_and_flushed_before_the_250(string store, string way)
    {
        using var folder = new TemporaryFolder();
        await using var host = await QuickstartProcess.StartAsync(folder.File("data"), "--store", store);
        await SendAsync(host, "first, which makes the mailbox");
        var trace = folder.File("trace");
        using var strace = Process.Start(new ProcessStartInfo("strace",
            ["-f", "-y", "-s", "64", "-e", "trace=pwrite64,fsync,fdatasync,linkat,sendto,sendmsg,write,writev", "-o", trace, "-p", host.Id.ToString(CultureInfo.InvariantCulture)])
        { RedirectStandardError = true, UseShellExecute = false })
            ?? throw new InvalidOperationException("strace did not start.");
        Assert.Contains("attached", await strace.StandardError.ReadLineAsync(), StringComparison.Ordinal);
        var body = $"Subject: long\r\n\r\n{string.Concat(Enumerable.Repeat(new string('x', 76) + "\r\n", 5000))}";
        await SendLongAsync(host, body, way);
        using (Process.Start("kill", ["-INT", strace.Id.ToString(CultureInfo.InvariantCulture)]))
            await strace.WaitForExitAsync();

        var stored = Directory.GetFiles(folder.File("data"), "*", SearchOption.AllDirectories).Select(file => new FileInfo(file)).Single(file => file.Length > body.Length && file.Length < body.Length + 1000);
        Assert.EndsWith(body, await File.ReadAllTextAsync(stored.FullName), StringComparison.Ordinal);
        Assert.StartsWith("Return-Path: <a@b.example>\r\nReceived: ", await File.ReadAllTextAsync(stored.FullName), StringComparison.Ordinal);
        var calls = await File.ReadAllLinesAsync(trace);
        var spool = calls.Select(call => SpoolWrite().Match(call)).Where(match => match.Success).ToList();
        Assert.Equal(stored.Length, spool.Sum(match => long.Parse(match.Groups["octets"].Value, CultureInfo.InvariantCulture)));
        // Nothing else of the message is written but rows and names.
        var other = calls.Where(call => call.Contains("pwrite64(", StringComparison.Ordinal) && !SpoolWrite().IsMatch(call)).ToList();
        Assert.DoesNotContain(other, call => call.Contains("xxxxxxxx", StringComparison.Ordinal));
        var accepted = Array.FindIndex(calls, call => call.Contains("250 2.0.0 OK", StringComparison.Ordinal));
        var flushed = Array.FindIndex(calls, call => call.Contains("fsync(", StringComparison.Ordinal) && call.Contains("spool/#", StringComparison.Ordinal));
        var linked = Array.FindIndex(calls, call => call.Contains("linkat(", StringComparison.Ordinal));
        var entered = Array.FindIndex(calls, linked, call => call.Contains("fsync(", StringComparison.Ordinal) && call.Contains(Path.GetDirectoryName(stored.FullName)!, StringComparison.Ordinal));
        Assert.True(0 <= flushed && flushed < linked && linked < entered && entered < accepted, string.Join('\n', calls.Where(call => !call.Contains("pwrite64", StringComparison.Ordinal))));
    }

    [GeneratedRegex("(fsync|fdatasync|sync_file_range|linkat|renameat2|sendto|sendmsg|write|writev)\\(.*?(?=\\s+=|\\s+<unfinished|$)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Call();

    [GeneratedRegex("^[0-9]+ +(?<call>[a-z]+)\\((?:[0-9]+<|\")(?<path>[^>\"]*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CallOnPath();

    [GeneratedRegex("pwrite64\\([0-9]+<[^>]*spool/#[^>]*>.*, (?<octets>[0-9]+), [0-9]+(\\)| <unfinished)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SpoolWrite();

    private static async Task SendLongAsync(HostProcess host, string body, string way)
    {
        using var client = await LineClient.ConnectAsync(host.SmtpPort);
        await client.ReadReplyAsync();
        await client.AskAsync("EHLO x");
        await client.AskAsync("MAIL FROM:<a@b.example>" + (way == "size" ? $" SIZE={body.Length + 100_000}" : ""));
        await client.AskAsync($"RCPT TO:<{QuickstartProcess.User}>");
        if (way == "bdat")
        {
            await client.SendAsync($"BDAT 200000\r\n{body[..200_000]}");
            Assert.StartsWith("250", await client.ReadReplyAsync(), StringComparison.Ordinal);
            await client.SendAsync($"BDAT {body.Length - 200_000} LAST\r\n{body[200_000..]}");
            Assert.StartsWith("250", await client.ReadReplyAsync(), StringComparison.Ordinal);
        }
        else
        {
            await client.AskAsync("DATA");
            Assert.StartsWith("250", await client.AskAsync(body + "."), StringComparison.Ordinal);
        }
        await client.AskAsync("QUIT");
    }

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
