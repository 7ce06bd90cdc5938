using MsgStore.EndToEnd.Tests.Harness;

namespace MsgStore.EndToEnd.Tests;

/// <summary>What people build with the packages, by what they have of them: a project of tests in the folder Applications, restored from the packed packages alone.</summary>
[Collection(PackageCollection.Name)]
public sealed class ApplicationPackageTests(PackedFeed feed)
{
    private const int Tests = 10;

    [Fact]
    public async Task Applications_build_and_work_with_the_packages_alone()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "tests", "MsgStore.EndToEnd.Tests", "Applications"), "*.cs"))
            feed.Write($"Applications/{Path.GetFileName(file)}", await File.ReadAllTextAsync(file));
        var project = feed.WriteProject("Applications/Applications.csproj", "Library", "<FrameworkReference Include=\"Microsoft.AspNetCore.App\" />" + feed.References(
            "MsgStore.Hosting", "MsgStore.Accounts", "MsgStore.Mime", "MsgStore.Queue", "MsgStore.Sieve",
            "MailKit", "Microsoft.Data.Sqlite", "Microsoft.EntityFrameworkCore.Sqlite", "OpenTelemetry.Extensions.Hosting", "OpenTelemetry.Exporter.InMemory",
            "Microsoft.NET.Test.Sdk", "xunit", "xunit.runner.visualstudio"));
        var output = await feed.DotnetAsync("test", project, "-v", "quiet", "--nologo");
        Assert.Matches($@"Passed!\s+- Failed:\s+0, Passed:\s+{Tests}, Skipped:\s+0,", output);
    }
}
