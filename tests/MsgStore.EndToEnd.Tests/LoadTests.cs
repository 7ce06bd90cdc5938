using System.Security.Cryptography;
using System.Text.RegularExpressions;
using MsgStore.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace MsgStore.EndToEnd.Tests;

[Collection(LoadCollection.Name)]
public sealed partial class LoadTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Twenty_thousand_messages_from_fifty_sessions_are_stored_once_each_in_little_memory()
    {
        using var folder = new TemporaryFolder();
        await using var host = await QuickstartProcess.StartAsync(folder.File("data"));
        await Run.Async("smtp-source", ["-d", "-s", "50", "-m", "20000", "-l", "4096", "-f", "a@example.org", "-t", QuickstartProcess.User, $"127.0.0.1:{host.SmtpPort}"]);
        output.WriteLine($"peak memory {host.PeakMemoryInMiB:0} MiB");
        var ids = Stored(folder).Select(file => EnvelopeId().Match(File.ReadAllText(file)).Value).ToList();
        Assert.Equal(20_000, ids.Count);
        Assert.Equal(20_000, ids.Distinct().Count());
        Assert.InRange(host.PeakMemoryInMiB, 1, 150);
    }

    [Fact]
    public async Task Hundred_messages_of_25_MB_at_once_fit_in_little_memory()
    {
        using var folder = new TemporaryFolder();
        await using var host = await QuickstartProcess.StartAsync(folder.File("data"));
        await Run.Async("smtp-source", ["-d", "-s", "100", "-m", "100", "-l", "25000000", "-f", "a@example.org", "-t", QuickstartProcess.User, $"127.0.0.1:{host.SmtpPort}"]);
        output.WriteLine($"peak memory {host.PeakMemoryInMiB:0} MiB");
        var files = Stored(folder);
        Assert.Equal(100, files.Count);
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, 25_000_000, 26_000_000));
        Assert.InRange(host.PeakMemoryInMiB, 1, 300);
    }

    [Fact]
    public async Task Message_of_50_MB_is_retrieved_in_flat_memory()
    {
        using var folder = new TemporaryFolder();
        // Put there by another program, as far as the store can tell: a name without sizes.
        var inbox = Path.Combine(folder.File("data"), "example.com", "demo");
        foreach (var name in new[] { "cur", "new", "tmp" })
            Directory.CreateDirectory(Path.Combine(inbox, name));
        await using (var large = File.CreateText(Path.Combine(inbox, "new", "1700000000.M1P1.host")))
        {
            large.NewLine = "\r\n";
            await large.WriteLineAsync("Subject: large\r\n");
            for (var line = 0; line < 640_000; line++)
                await large.WriteLineAsync($".{line:D8}" + new string('x', 70));
        }
        await using var host = await QuickstartProcess.StartAsync(folder.File("data"));
        await Maildrop.StatAsync(host.Pop3Port);
        var before = host.PeakMemoryInMiB;
        var fetched = folder.File("fetched");
        await Run.Async("curl", ["-sS", "--user", $"{QuickstartProcess.User}:{QuickstartProcess.Password}", "-o", fetched, $"pop3://127.0.0.1:{host.Pop3Port}/1"]);
        output.WriteLine($"peak memory {before:0} MiB before, {host.PeakMemoryInMiB:0} MiB after");
        Assert.Equal(await HashAsync(Assert.Single(Stored(folder))), await HashAsync(fetched));
        Assert.InRange(host.PeakMemoryInMiB - before, 0, 20);
    }

    [GeneratedRegex("(?<= id )[0-9a-f]{32}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EnvelopeId();

    private static async Task<string> HashAsync(string file)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexString(await SHA256.HashDataAsync(stream));
    }

    private static List<string> Stored(TemporaryFolder folder)
    {
        var inbox = Path.Combine(folder.File("data"), "example.com", "demo");
        return [.. Directory.GetFiles(Path.Combine(inbox, "new")), .. Directory.GetFiles(Path.Combine(inbox, "cur"))];
    }
}
