using System.Text;
using System.Text.RegularExpressions;
using MsgStore.EndToEnd.Tests.Harness;

namespace MsgStore.EndToEnd.Tests;

/// <summary>The packages as a user gets them: every README's example compiled by a project that knows its package alone, and published for every platform.</summary>
[Collection(PackageCollection.Name)]
public sealed partial class PackageTests(PackedFeed feed)
{
    private const string EntityFramework = "using Microsoft.EntityFrameworkCore;";

    [Fact]
    public async Task Packages_restore_from_a_folder_and_every_README_example_compiles_and_the_first_one_runs()
    {
        Assert.Contains("MsgStore.Maildir", feed.Packages);
        Assert.Equal(feed.Packages.Count, feed.SymbolPackages);

        // Each example has its package and what that depends on, and no other; the program only makes one build of all.
        var withExamples = feed.Packages.Where(package => package != "MsgStore.Cli").ToList();
        var projects = withExamples.SelectMany(package => WriteExamples(package, package, Examples(Path.Combine(Repository.Root, "src", package, "README.md"))))
            // The first example of all is a program, the others belong to the packages they name.
            .Concat(WriteExamples("README", "MsgStore.MimeKit MsgStore.Mime", Examples(Path.Combine(Repository.Root, "README.md")).Skip(1))).ToList();
        var program = feed.WriteProject("program/app.csproj", "Exe", feed.References("MsgStore.Maildir")
            + string.Concat(projects.Select(project => $"<ProjectReference Include=\"../{project}/Example.{project}.csproj\" ReferenceOutputAssembly=\"false\" />")));
        feed.Write("program/Program.cs", Examples(Path.Combine(Repository.Root, "README.md")).First());
        Assert.StartsWith("Delivered\n1 ", await feed.DotnetAsync("run", "--project", program), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publishing_for_another_platform_brings_the_native_libraries_of_that_platform()
    {
        (string Platform, string[] Libraries)[] expected =
        [
            ("win-x64", ["libsodium.dll", "e_sqlite3.dll"]),
            ("osx-arm64", ["libsodium.dylib", "libe_sqlite3.dylib"]),
            ("linux-arm64", ["libsodium.so", "libe_sqlite3.so"]),
            ("linux-musl-x64", ["libsodium.so", "libe_sqlite3.so"]),
        ];
        var project = feed.WriteProject("published/published.csproj", "Exe", feed.References("MsgStore.Sqlite", "MsgStore.Encryption"), "<UseAppHost>false</UseAppHost>");
        feed.Write("published/Program.cs", "Console.WriteLine();");
        foreach (var (platform, libraries) in expected)
        {
            var output = feed.File($"published/out-{platform}");
            await feed.DotnetAsync("publish", project, "-r", platform, "--no-self-contained", "-c", "Release", "-o", output, "-v", "quiet", "--nologo");
            Assert.All(libraries, library => Assert.True(File.Exists(Path.Combine(output, library)), $"{platform} lacks {library}"));
        }
    }

    [Fact]
    public async Task Program_that_embeds_the_packages_compiles_ahead_of_time_without_a_warning_and_runs()
    {
        var project = feed.WriteProject("aot/aot.csproj", "Exe",
            feed.References("MsgStore.Sqlite", "MsgStore.Encryption", "MsgStore.Sieve", "Microsoft.Extensions.DependencyInjection"),
            "<PublishAot>true</PublishAot><InvariantGlobalization>true</InvariantGlobalization><CppCompilerAndLinker>gcc</CppCompilerAndLinker>");
        feed.Write("aot/Program.cs", Examples(Path.Combine(Repository.Root, "src", "MsgStore.Encryption", "README.md")).First()
            .Replace("using MsgStore.InMemory;", "using Microsoft.Extensions.Configuration;\nusing Microsoft.Extensions.Options;\nusing MsgStore.Sieve.Delivery;\nusing MsgStore.Sqlite;", StringComparison.Ordinal)
            .Replace("var services =", "var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(\"Store:Root\", args[0]), "
                + "new(\"Sieve:ScriptRoot\", args[0]), new(\"Sieve:Language:EditHeader:NeverAdded:0\", \"X-Bound\")]).Build();\nvar services =", StringComparison.Ordinal)
            .Replace("UseInMemory()", "UseSqlite(configuration.GetSection(\"Store\")).UseSieve(configuration.GetSection(\"Sieve\"))", StringComparison.Ordinal)
            .Replace("using var user", "Console.WriteLine(provider.GetRequiredService<IOptions<SieveDeliveryOptions>>().Value.Language.EditHeader.NeverAdded.Single());\nusing var user", StringComparison.Ordinal));
        await feed.DotnetAsync("publish", project, "-r", "linux-x64", "-c", "Release", "-o", feed.File("aot/out"), "-v", "quiet", "--nologo");
        Directory.CreateDirectory(feed.File("aot/mail"));
        var output = await Run.Async(feed.File("aot/out/aot"), [feed.File("aot/mail")]);
        Assert.Contains("X-Bound", output, StringComparison.Ordinal);
        Assert.Contains("body", output, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"(?<=^```csharp\n).*?(?=^```)", RegexOptions.Singleline | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"^using [\w.]+;\n", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UsingDirective();

    [GeneratedRegex(@"^internal (sealed )?(class|record) ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TypeDeclaration();

    // An example that says it uses Entity Framework has that beside the packages, in a project that the others do not see.
    private IEnumerable<string> WriteExamples(string name, string packages, IEnumerable<string> examples)
    {
        foreach (var group in examples.Select((text, number) => (Text: text, Number: number)).GroupBy(example => example.Text.Contains(EntityFramework, StringComparison.Ordinal)))
        {
            var project = group.Key ? name + ".EntityFramework" : name;
            feed.WriteProject($"{project}/Example.{project}.csproj", "Library",
                feed.References([.. packages.Split(' '), .. group.Key ? ["Microsoft.EntityFrameworkCore.Sqlite"] : Array.Empty<string>()]));
            foreach (var (text, number) in group)
                feed.Write($"{project}/Example{number}.cs", AsMethod(text, $"Example{number}"));
            yield return project;
        }
    }

    private static IEnumerable<string> Examples(string readme) => CodeBlock().Matches(File.ReadAllText(readme)).Select(match => match.Value);

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
}
