using System.Xml.Linq;

namespace MsgStore.Architecture.Tests;

/// <summary>Who may know whom. No backend knows a protocol, no protocol knows a backend, only Hosting sees ASP.NET, and there is no cycle.</summary>
public sealed class DependencyDirectionTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["MsgStore.Abstractions"] = [],
        ["MsgStore.Mime"] = [],
        ["MsgStore.MimeKit"] = ["MsgStore.Abstractions"],
        ["MsgStore"] = ["MsgStore.Abstractions"],
        ["MsgStore.Sieve"] = ["MsgStore", "MsgStore.Mime"],
        ["MsgStore.Maildir"] = ["MsgStore"],
        ["MsgStore.Sqlite"] = ["MsgStore"],
        ["MsgStore.Protocols"] = ["MsgStore", "MsgStore.Mime"],
        ["MsgStore.Hosting"] = ["MsgStore.Protocols"],
        ["MsgStore.Queue"] = ["MsgStore", "MsgStore.Encryption", "MsgStore.Mime", "MsgStore.Protocols", "MsgStore.Sqlite"],
        ["MsgStore.Encryption"] = ["MsgStore"],
        ["MsgStore.Accounts"] = ["MsgStore.Encryption"],
        ["MsgStore.Cli"] = ["MsgStore.Accounts", "MsgStore.Maildir", "MsgStore.Mime", "MsgStore.Queue", "MsgStore.Sieve", "MsgStore.Sqlite"],
    };

    public static TheoryData<string> Packages { get; } = [.. Repository.Packages];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Package_refers_only_to_those_below_it(string package)
    {
        Assert.True(Allowed.ContainsKey(package), $"{package} is new: say in this test what it may refer to.");
        Assert.Equal(Allowed[package].Order(StringComparer.Ordinal), References(package, "ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Abstractions_and_Mime_need_the_base_class_library_only()
    {
        Assert.Empty(References("MsgStore.Abstractions", "PackageReference"));
        Assert.Empty(References("MsgStore.Mime", "PackageReference"));
    }

    [Fact]
    public void Only_MsgStore_MimeKit_needs_MimeKit() =>
        Assert.Equal(["MsgStore.MimeKit"], Repository.Packages.Where(package => References(package, "PackageReference").Contains("MimeKit")));

    [Fact]
    public void Only_Hosting_sees_AspNet() =>
        Assert.Equal(["MsgStore.Hosting"], Repository.Packages.Where(package => References(package, "FrameworkReference").Any()));

    [Theory]
    [MemberData(nameof(Packages))]
    public void Package_has_a_README_with_an_example_and_a_description(string package)
    {
        var folder = Path.Combine(Repository.Root, "src", package);
        // A tool is used from the shell.
        var example = Project(package).Descendants("PackAsTool").Any() ? "```" : "```csharp";
        Assert.Contains(example, File.ReadAllText(Path.Combine(folder, "README.md")), StringComparison.Ordinal);
        Assert.NotEmpty(Project(package).Descendants("Description"));
    }

    [Fact]
    public void Allowed_directions_have_no_cycle()
    {
        var open = Allowed.ToDictionary(pair => pair.Key, pair => pair.Value.ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        while (open.Count > 0)
        {
            var free = open.Where(pair => pair.Value.Count == 0).Select(pair => pair.Key).ToList();
            Assert.NotEmpty(free);
            foreach (var package in free)
                open.Remove(package);
            foreach (var rest in open.Values)
                rest.ExceptWith(free);
        }
    }

    private static IEnumerable<string> References(string package, string kind) =>
        Project(package).Descendants(kind).Select(element => element.Attribute("Include")?.Value ?? "");

    private static XDocument Project(string package) => XDocument.Load(Path.Combine(Repository.Root, "src", package, package + ".csproj"));
}
