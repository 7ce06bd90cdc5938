using MsgStore.EndToEnd.Tests.Harness;

namespace MsgStore.EndToEnd.Tests;

/// <summary>The native libraries the packages bring: taken from where the program is, missed with a word of help, and Debian's instead where a switch asks for it.</summary>
public sealed class NativeLibraryTests
{
    [Fact]
    public async Task Tool_without_the_libraries_it_was_published_with_says_where_they_come_from()
    {
        using var folder = new TemporaryFolder();
        var tool = CopyTool(folder, withLibraries: false);
        await Run.Async("dotnet", [tool, "init", folder.File("mail")]);
        var (exit, output) = await Run.TryAsync("dotnet", [tool, "--config", folder.File("mail/msgstore.json"), "domain", "add", "example.com"]);
        Assert.NotEqual(0, exit);
        Assert.Contains("It comes with the package NSec.Cryptography", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);

        (exit, output) = await Run.TryAsync("dotnet", [tool, .. InDatabase(folder), "list", "alice@example.com"]);
        Assert.NotEqual(0, exit);
        Assert.Contains("It comes with the package SQLitePCLRaw.bundle_e_sqlite3", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "libe_sqlite3.so", "libsqlite3.so.0")]
    [InlineData(true, "libsqlite3.so.0", "libe_sqlite3.so")]
    public async Task SQLite_is_the_one_of_the_package_or_the_systems_by_a_switch(bool isSystems, string opened, string leftAlone)
    {
        using var folder = new TemporaryFolder();
        var tool = CopyTool(folder, withLibraries: true);
        if (isSystems)
        {
            var configuration = Path.ChangeExtension(tool, ".runtimeconfig.json");
            await File.WriteAllTextAsync(configuration, (await File.ReadAllTextAsync(configuration))
                .Replace("\"configProperties\": {", "\"configProperties\": { \"MsgStore.Sqlite.UseSystemLibrary\": true,", StringComparison.Ordinal));
        }
        var trace = folder.File("trace");
        await Run.Async("strace", ["-f", "-o", trace, "-e", "trace=openat,open", "dotnet", tool, .. InDatabase(folder), "stat", "--all"]);
        var read = (await File.ReadAllLinesAsync(trace)).Where(line => !line.Contains("ENOENT", StringComparison.Ordinal)).ToList();
        Assert.Contains(read, line => line.Contains("/" + opened + "\"", StringComparison.Ordinal));
        Assert.DoesNotContain(read, line => line.Contains("/" + leftAlone + "\"", StringComparison.Ordinal));
    }

    private static string[] InDatabase(TemporaryFolder folder)
    {
        Directory.CreateDirectory(folder.File("database"));
        return ["--config", folder.Write("sqlite.json", $$"""{ "Store": { "Type": "sqlite", "Root": "{{folder.File("database")}}" } }""")];
    }

    private static string CopyTool(TemporaryFolder folder, bool withLibraries)
    {
        var from = Path.GetDirectoryName(Repository.ToolAssembly)!; // A path of a file has a folder.
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(from, file);
            if (name.StartsWith("runtimes", StringComparison.Ordinal) && !(withLibraries && name.Contains("linux-x64", StringComparison.Ordinal)))
                continue;
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File("tool/" + name))!); // As above.
            File.Copy(file, folder.File("tool/" + name));
        }
        return folder.File("tool/" + Path.GetFileName(Repository.ToolAssembly));
    }
}
