using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MsgStore.EndToEnd.Tests.Harness;

/// <summary>The packages as a user gets them: packed once into a folder that programs outside the repository restore from.</summary>
public sealed partial class PackedFeed : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The packages, by name.</summary>
    public IReadOnlyList<string> Packages { get; private set; } = [];

    /// <summary>How many packages of symbols there are.</summary>
    public int SymbolPackages { get; private set; }

    public async Task InitializeAsync()
    {
        var feed = _folder.File("feed");
        await DotnetAsync("pack", Path.Combine(Repository.Root, "MsgStore.sln"), "-c", Repository.Configuration, "--no-build", "-o", feed, "-v", "quiet", "--nologo");
        Packages = [.. Directory.GetFiles(feed, "*.nupkg").Select(file => PackageName().Match(Path.GetFileName(file)).Value).Order(StringComparer.Ordinal)];
        SymbolPackages = Directory.GetFiles(feed, "*.snupkg").Length;
        Directory.CreateDirectory(_folder.File("app"));
        _folder.Write("app/nuget.config", $"""
            <configuration>
              <packageSources><clear /><add key="packed" value="{feed}" /><add key="restored" value="{await GlobalPackagesAsync()}" /></packageSources>
              <fallbackPackageFolders><clear /></fallbackPackageFolders>
            </configuration>
            """);
        _folder.Write("app/Directory.Build.props", $"""
            <Project>
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <NuGetAudit>false</NuGetAudit>
                <RestorePackagesPath>{_folder.File("restored")}</RestorePackagesPath>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
            </Project>
            """);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    /// <summary>Runs dotnet in the folder's environment, for as long as it takes beside tests that want the processors, too.</summary>
    public Task<string> DotnetAsync(params string[] arguments) => Run.Async("dotnet", arguments, environment: Environment, limit: TimeSpan.FromMinutes(10));

    /// <summary>A path below the folder whose projects restore from the packages.</summary>
    public string File(string name) => _folder.File("app/" + name);

    /// <summary>Writes a file there, and the folder it needs.</summary>
    public string Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File(name)) ?? throw new ArgumentException("A name has a folder.", nameof(name)));
        return _folder.Write("app/" + name, text);
    }

    /// <summary>References to packages: of these whatever was packed, of others the version that this repository has.</summary>
    public string References(params IEnumerable<string> packages) => string.Concat(packages.Select(package =>
        $"<PackageReference Include=\"{package}\" Version=\"{(Packages.Contains(package) ? "*-*" : Pinned.Value[package])}\" />"));

    /// <summary>Writes a project.</summary>
    public string WriteProject(string name, string output, string items, string properties = "") => Write(
        name, $"<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><OutputType>{output}</OutputType>{properties}</PropertyGroup><ItemGroup>{items}</ItemGroup></Project>");

    private static readonly Lazy<Dictionary<string, string>> Pinned = new(() => XDocument.Load(Path.Combine(Repository.Root, "src", "Packages.props"))
        .Descendants("PackageVersion").ToDictionary(version => version.Attribute("Include")!.Value, version => version.Attribute("Version")!.Value)); // MSBuild has read it.

    // What a program is run or built with.
    private Dictionary<string, string> Environment => new()
    {
        ["TMPDIR"] = _folder.Root,
        ["MSBUILDDISABLENODEREUSE"] = "1",
    };

    [GeneratedRegex(@"^MsgStore(\.[A-Za-z]\w*)*(?=\.\d)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PackageName();

    private static async Task<string> GlobalPackagesAsync()
    {
        var output = await Run.Async("dotnet", ["nuget", "locals", "global-packages", "--list"]);
        return output.Split(": ", 2)[1].Trim();
    }
}
