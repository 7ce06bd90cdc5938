using System.Text;
using System.Text.RegularExpressions;
using MsgStore.EndToEnd.Tests.Harness;

namespace MsgStore.EndToEnd.Tests;

/// <summary>The packages as a user gets them: packed, restored from a folder, and every README's example compiled by a project that knows its package alone.</summary>
[Collection(LoadCollection.Name)]
public sealed partial class PackageTests
{
    [Fact]
    public async Task Packages_restore_from_a_folder_and_every_README_example_compiles_and_the_first_one_runs()
    {
        using var folder = new TemporaryFolder();
        var feed = folder.File("feed");
        await Run.Async("dotnet", ["pack", Path.Combine(Repository.Root, "MsgStore.sln"), "-c", Repository.Configuration, "--no-build", "-o", feed, "-v", "quiet", "--nologo"]);
        var packages = Directory.GetFiles(feed, "*.nupkg").Select(file => PackageName().Match(Path.GetFileName(file)).Value).Order(StringComparer.Ordinal).ToList();
        Assert.Contains("MsgStore.Maildir", packages);
        Assert.Equal(packages.Count, Directory.GetFiles(feed, "*.snupkg").Length);

        Directory.CreateDirectory(folder.File("app"));
        folder.Write("app/nuget.config", $"""
            <configuration>
              <packageSources><clear /><add key="packed" value="{feed}" /><add key="restored" value="{await GlobalPackagesAsync()}" /></packageSources>
              <fallbackPackageFolders><clear /></fallbackPackageFolders>
            </configuration>
            """);
        folder.Write("app/Directory.Build.props", $"""
            <Project>
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <NuGetAudit>false</NuGetAudit>
                <RestorePackagesPath>{folder.File("restored")}</RestorePackagesPath>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
            </Project>
            """);
        // Each example has its package and what that depends on, and no other; the program only makes one build of all.
        var withExamples = packages.Where(package => package != "MsgStore.Cli").ToList();
        foreach (var package in withExamples)
        {
            Directory.CreateDirectory(folder.File($"app/{package}"));
            folder.Write($"app/{package}/Example.{package}.csproj", Project("Library", $"<PackageReference Include=\"{package}\" Version=\"*\" />"));
            foreach (var (example, number) in Examples(Path.Combine(Repository.Root, "src", package, "README.md")).Select((text, i) => (text, i)))
                folder.Write($"app/{package}/Example{number}.cs", AsMethod(example, $"Example{number}"));
        }
        // The first example of all is a program, the others belong to the packages they name.
        Directory.CreateDirectory(folder.File("app/README"));
        folder.Write("app/README/Example.README.csproj", Project("Library", "<PackageReference Include=\"MsgStore.MimeKit\" Version=\"*\" />"));
        foreach (var (example, number) in Examples(Path.Combine(Repository.Root, "README.md")).Skip(1).Select((text, i) => (text, i)))
            folder.Write($"app/README/Example{number}.cs", AsMethod(example, $"Example{number}"));
        Directory.CreateDirectory(folder.File("app/program"));
        folder.Write("app/program/app.csproj", Project("Exe", "<PackageReference Include=\"MsgStore.Maildir\" Version=\"*\" />"
            + string.Concat(withExamples.Append("README").Select(package => $"<ProjectReference Include=\"../{package}/Example.{package}.csproj\" ReferenceOutputAssembly=\"false\" />"))));
        folder.Write("app/program/Program.cs", Examples(Path.Combine(Repository.Root, "README.md")).First());

        var output = await Run.Async("dotnet", ["run", "--project", folder.File("app/program/app.csproj")], environment: new Dictionary<string, string>
        {
            ["TMPDIR"] = folder.Root,
            ["MSBUILDDISABLENODEREUSE"] = "1",
        });
        Assert.StartsWith("Delivered\n1 ", output, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^MsgStore(\.[A-Za-z]\w*)*(?=\.\d)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PackageName();

    [GeneratedRegex(@"(?<=^```csharp\n).*?(?=^```)", RegexOptions.Singleline | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"^using [\w.]+;\n", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UsingDirective();

    [GeneratedRegex(@"^internal (sealed )?(class|record) ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TypeDeclaration();

    private static IEnumerable<string> Examples(string readme) => CodeBlock().Matches(File.ReadAllText(readme)).Select(match => match.Value);

    private static string Project(string output, string references) =>
        $"<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><OutputType>{output}</OutputType></PropertyGroup><ItemGroup>{references}</ItemGroup></Project>";

    private static string AsMethod(string example, string name)
    {
        var text = new StringBuilder();
        foreach (var directive in UsingDirective().Matches(example).Select(match => match.Value))
            text.Append(directive);
        // A program's own types stand behind its statements.
        var statements = UsingDirective().Replace(example, "");
        var types = TypeDeclaration().Match(statements) is { Success: true, Index: var at } ? statements[at..] : "";
        return text.Append($"internal static class {name}\n{{\n    public static async Task RunAsync()\n    {{\n").Append(statements[..^types.Length])
            .Append("        await Task.CompletedTask;\n    }\n}\n").Append(types).ToString();
    }

    private static async Task<string> GlobalPackagesAsync()
    {
        var output = await Run.Async("dotnet", ["nuget", "locals", "global-packages", "--list"]);
        return output.Split(": ", 2)[1].Trim();
    }
}
