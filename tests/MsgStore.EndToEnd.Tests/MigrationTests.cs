using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MsgStore.EndToEnd.Tests.Harness;

namespace MsgStore.EndToEnd.Tests;

/// <summary>A Maildir goes to SQLite and back while the tool is killed on the way, and clients notice nothing.</summary>
[Collection(LoadCollection.Name)]
public sealed class MigrationTests
{
    private const int Messages = 1_600;

    private static readonly string[] Folders = ["INBOX", "Archive", "Projects/A"];

    [Fact]
    public async Task Migrations_that_are_killed_and_repeated_keep_hashes_flags_dates_and_UIDLs()
    {
        using var folder = new TemporaryFolder();
        await using var getmail = await Getmail.StartAsync();
        await FillAsync(folder);
        Assert.Equal(InboxCount, await FetchAsync(getmail, folder, "mail", "maildir"));

        await MigrateAsync(folder, "maildir:mail", "sqlite:db", isUnderWay: () => Length(folder.File("db/msgstore.db-wal")) > 500_000);
        await Run.Async("dotnet", Tool(folder, ["check", "--verify"]), environment: new Dictionary<string, string>
        {
            ["MSGSTORE__Store__Type"] = "sqlite",
            ["MSGSTORE__Store__Root"] = folder.File("db"),
        });
        Assert.Equal(0, await FetchAsync(getmail, folder, "db", "sqlite"));

        await MigrateAsync(folder, "sqlite:db", "maildir:again", isUnderWay: () => Files(folder.File("again")).Skip(200).Any());
        Assert.Equal(0, await FetchAsync(getmail, folder, "again", "maildir"));
        foreach (var name in Folders)
            Assert.Equal(await ListAsync(folder, "mail", name), await ListAsync(folder, "again", name));
        Assert.Equal(Hashes(folder.File("mail")), Hashes(folder.File("again")));
    }

    private static int InboxCount => 100;

    private static async Task FillAsync(TemporaryFolder folder)
    {
        Directory.CreateDirectory(folder.File("mail"));
        foreach (var (name, count) in Folders.Zip([InboxCount, 400, Messages - InboxCount - 400]))
            await Run.Async("dotnet", Tool(folder, ["--root", "mail", "import", "--create", $"{QuickstartProcess.User}/{name}", "-"]), Mbox(name, count));
        // A removed message leaves a gap in the UIDs.
        await Run.Async("dotnet", Tool(folder, ["--root", "mail", "remove", $"{QuickstartProcess.User}/Archive", "7", "8"]));
    }

    private static string Mbox(string name, int count)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            var date = DateTimeOffset.UnixEpoch.AddDays(10_000).AddMinutes(i).UtcDateTime;
            text.Append(CultureInfo.InvariantCulture, $"From a@example.org {date:ddd MMM d HH:mm:ss yyyy}\nStatus: {(i % 3 == 0 ? "RO" : "O")}\n");
            text.Append(i % 5 == 0 ? "X-Status: F\nX-Keywords: work $Forwarded\n" : "");
            text.Append(CultureInfo.InvariantCulture, $"Return-Path: <a@example.org>\nSubject: {name} {i}\n\n{string.Concat(Enumerable.Repeat($"line {i}\n", i * 37 % 300))}\n");
        }
        return text.ToString();
    }

    /// <summary>Starts a migration, kills it twice when it is under way, and lets the third run to its end.</summary>
    private static async Task MigrateAsync(TemporaryFolder folder, string from, string to, Func<bool> isUnderWay)
    {
        string[] command = ["migrate", "--from", from, "--to", to];
        for (var kill = 0; kill < 2; kill++)
        {
            using var process = Process.Start(new ProcessStartInfo("dotnet", Tool(folder, command)) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })
                ?? throw new InvalidOperationException("The tool did not start.");
            while (!isUnderWay() && !process.HasExited)
                await Task.Yield();
            process.Kill();
            await process.WaitForExitAsync();
        }
        var output = await Run.Async("dotnet", Tool(folder, command));
        Assert.Contains($"{Messages - 2} messages in ", output, StringComparison.Ordinal);
        Assert.Contains($"{Messages - 2} verified, 0 problems", output, StringComparison.Ordinal);
    }

    /// <summary>How many messages getmail fetches from a store, with what it remembers of its earlier looks.</summary>
    private static async Task<int> FetchAsync(Getmail getmail, TemporaryFolder folder, string root, string store)
    {
        await using var host = await QuickstartProcess.StartAsync(folder.File(root), "--store", store);
        return await getmail.FetchAsync(host);
    }

    private static Task<string> ListAsync(TemporaryFolder folder, string root, string name) =>
        Run.Async("dotnet", Tool(folder, ["--root", root, "--json", "list", $"{QuickstartProcess.User}/{name}"]));

    private static string[] Tool(TemporaryFolder folder, string[] arguments) =>
        [Repository.ToolAssembly, .. arguments.Select(argument => argument switch
        {
            "mail" or "again" => folder.File(argument),
            _ when argument.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && argument[..colon] is "maildir" or "sqlite" => $"{argument[..(colon + 1)]}{folder.File(argument[(colon + 1)..])}",
            _ => argument,
        })];

    private static long Length(string file) => new FileInfo(file) is { Exists: true } info ? info.Length : 0;

    private static IEnumerable<string> Files(string root)
    {
        try
        {
            return Directory.Exists(root) ? [.. Directory.EnumerateFiles(root, "*,S=*", SearchOption.AllDirectories)] : [];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static List<string> Hashes(string root) =>
        [.. Files(root).Select(file => $"{Path.GetRelativePath(root, file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}").Order(StringComparer.Ordinal)];
}
