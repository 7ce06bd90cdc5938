using System.Reflection;

namespace MsgStore.Architecture.Tests;

/// <summary>What programs see beside their own code and that of a web application.</summary>
public sealed class TypeNameTests
{
    // The implicit usings of Microsoft.NET.Sdk.Web.
    private static readonly string[] ImplicitUsings =
    [
        "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Routing", "Microsoft.Extensions.Configuration",
        "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Hosting", "Microsoft.Extensions.Logging", "System", "System.Collections.Generic", "System.IO",
        "System.Linq", "System.Net.Http", "System.Net.Http.Json", "System.Threading", "System.Threading.Tasks",
    ];

    public static TheoryData<string> Packages { get; } = [.. Repository.Packages];

    [Theory]
    [MemberData(nameof(Packages))]
    public void No_public_type_is_named_as_one_that_every_web_application_sees(string package)
    {
        Assert.Contains("RouteOptions", Seen.Value);
        Assert.Empty(Assembly.Load(package).GetExportedTypes().Where(type => !type.IsNested && Seen.Value.Contains(type.Name)).Select(type => type.FullName));
    }

    private static readonly Lazy<HashSet<string>> Seen = new(() =>
    [
        .. new[] { typeof(object), typeof(Microsoft.AspNetCore.Builder.WebApplication) }
            .SelectMany(type => Directory.GetFiles(Path.GetDirectoryName(type.Assembly.Location)!, "*.dll")) // An assembly of the framework lies in a folder.
            .SelectMany(Types)
            .Where(type => ImplicitUsings.Contains(type.Namespace, StringComparer.Ordinal))
            .Select(type => type.Name),
    ]);

    private static IEnumerable<Type> Types(string file)
    {
        try
        {
            return Assembly.Load(Path.GetFileNameWithoutExtension(file)).GetExportedTypes();
        }
        catch (Exception e) when (e is BadImageFormatException or FileNotFoundException or FileLoadException)
        {
            return []; // Native, or not for programs.
        }
    }
}
