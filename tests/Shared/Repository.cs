namespace MsgStore.Tests.Shared;

/// <summary>The source tree and the build the tests belong to.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Debug or Release, as the tests were built.</summary>
    public static string Configuration { get; } =
        AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";

    /// <summary>The packages: every project below src.</summary>
    public static IReadOnlyList<string> Packages { get; } =
        [.. Directory.GetFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    public static string SampleAssembly(string name) =>
        Path.Combine(Root, "samples", name, "bin", Configuration, "net10.0", name + ".dll");

    /// <summary>The msgstore tool.</summary>
    public static string ToolAssembly => Path.Combine(Root, "src", "MsgStore.Cli", "bin", Configuration, "net10.0", "MsgStore.Cli.dll");

    // Not by the paths in the assembly, which a deterministic build replaces.
    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "MsgStore.sln")))
                return folder;
        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds MsgStore.sln.");
    }
}
