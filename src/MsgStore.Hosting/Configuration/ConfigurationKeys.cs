using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace MsgStore.Hosting.Configuration;

/// <summary>Finds keys that no option has: a mistyped key must not be passed over in silence.</summary>
public static class ConfigurationKeys
{
    private const string Reason = "Looks at the properties of option types.";

    // Hosts and tool share one file, so that each knows the sections of all.
    private static readonly string[] Sections = ["config", "ServerName", "ForbidCoreDumps", "Store", "Accounts", "Encryption", "Tls", "Smtp", "Pop3", "ManageSieve", "Sieve", "Queue", "ContentBuffer", "Logging"];

    /// <summary>Checks that each section of a configuration is one that a host or the tool reads.</summary>
    /// <exception cref="OptionsValidationException">One is not.</exception>
    public static void CheckSections(IConfiguration configuration) => CheckNames(configuration, Sections);

    /// <summary>Binds a section to options after checking that every key is one of theirs.</summary>
    /// <param name="section">The section.</param>
    /// <param name="options">The options.</param>
    /// <param name="except">A key of the section that somebody else reads.</param>
    /// <exception cref="OptionsValidationException">A key is unknown, or a value is not of its kind; the message names key, value and remedy.</exception>
    [RequiresUnreferencedCode(Reason)]
    [RequiresDynamicCode(Reason)]
    public static void BindStrictly<T>(this IConfiguration section, T options, string? except = null) where T : class
    {
        Check(section, typeof(T), except);
        try
        {
            section.Bind(options);
        }
        catch (InvalidOperationException exception)
        {
            throw new OptionsValidationException(PathOf(section), typeof(T), [$"{exception.Message} {exception.InnerException?.Message}"]);
        }
    }

    /// <summary>Checks that each key below a section is one of those named.</summary>
    /// <exception cref="OptionsValidationException">One is not.</exception>
    public static void CheckNames(IConfiguration section, IReadOnlyCollection<string> known)
    {
        foreach (var child in section.GetChildren())
            if (!known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                throw new OptionsValidationException(child.Path, typeof(IConfiguration),
                    [$"'{child.Path}' is no setting. Did you mean '{Nearest(child.Key, known)}'? Allowed here: {string.Join(", ", known.Order(StringComparer.Ordinal))}."]);
    }

    [RequiresUnreferencedCode(Reason)]
    private static void Check(IConfiguration section, Type type, string? except = null)
    {
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite || IsNested(property.PropertyType) || ElementOf(property.PropertyType) is not null)
            .ToDictionary(property => property.Name, property => property.PropertyType, StringComparer.OrdinalIgnoreCase);
        CheckNames(section, except is null ? properties.Keys : [.. properties.Keys, except]);
        foreach (var child in section.GetChildren())
            if (properties.TryGetValue(child.Key, out var property))
                CheckValue(child, property);
    }

    [RequiresUnreferencedCode(Reason)]
    private static void CheckValue(IConfigurationSection section, Type type)
    {
        if (IsNested(type))
            Check(section, type);
        else if (ElementOf(type) is { } element)
            foreach (var child in section.GetChildren())
                CheckValue(child, element);
    }

    private static bool IsNested(Type type) => type.IsClass && type.Namespace?.StartsWith(nameof(MsgStore), StringComparison.Ordinal) == true;

    // What a list or a dictionary holds, whose keys are numbers or names of the user's choice.
    private static Type? ElementOf(Type type) =>
        type.IsGenericType && typeof(System.Collections.IEnumerable).IsAssignableFrom(type) ? type.GetGenericArguments()[^1] : null;

    private static string PathOf(IConfiguration section) => section is IConfigurationSection { Path: var path } ? path : "";

    private static string Nearest(string key, IEnumerable<string> known) => known.MinBy(candidate => Distance(key, candidate)) ?? "";

    /// <summary>The Levenshtein distance without regard to case.</summary>
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + cost));
            }
        }
        return row[right.Length];
    }
}
