using System.Reflection;

namespace MsgStore.Architecture.Tests;

/// <summary>
/// Each package's public API stands as text in <c>Api/</c>. A change shows in the diff of that text; write it anew with
/// <c>MSGSTORE_APPROVE=1 dotnet test tests/MsgStore.Architecture.Tests</c>.
/// </summary>
public sealed class PublicApiTests
{
    public static TheoryData<string> Packages { get; } = [.. Repository.Packages];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Public_API_is_the_approved_one(string package)
    {
        var actual = ApiPrinter.Print(Assembly.Load(package));
        var path = Path.Combine(Repository.Root, "tests", "MsgStore.Architecture.Tests", "Api", package + ".txt");
        if (Environment.GetEnvironmentVariable("MSGSTORE_APPROVE") == "1")
            File.WriteAllText(path, actual);
        Assert.True(File.Exists(path), $"{path} is missing; see the summary of this class.");
        Assert.Equal(File.ReadAllText(path), actual);
    }
}
