using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace MsgStore.Configuration;

/// <summary>Reads sections of a configuration so that a mistyped key is not passed over in silence.</summary>
public static class StrictConfiguration
{
    /// <summary>The key by which a section that several packages could read says whose it is, as <c>Store:Type</c>.</summary>
    public const string TypeKey = "Type";

    /// <summary>Binds options to a section, and checks that each key of the section was one of theirs.</summary>
    /// <param name="section">The section; one that does not exist binds nothing.</param>
    /// <param name="bind">Binds the section it is given, as <c>asked => asked.Bind(options)</c>: a call that the generator of <c>Microsoft.Extensions.Configuration.Binder</c> replaces where the caller's project enables it.</param>
    /// <param name="also">Keys that somebody else reads.</param>
    /// <exception cref="OptionsValidationException">A key is unknown, or a value is not of its kind; the message names key, value and remedy.</exception>
    public static void BindStrictly(this IConfigurationSection section, Action<IConfiguration> bind, params string[] also)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(bind);
        var observed = new ObservedSection(section);
        foreach (var key in also)
            _ = observed.GetSection(key);
        try
        {
            bind(observed);
        }
        catch (InvalidOperationException exception)
        {
            throw new OptionsValidationException(section.Path, typeof(IConfigurationSection), [$"{exception.Message} {exception.InnerException?.Message}".TrimEnd()]);
        }
        Require(section.Path, observed.Unknown());
    }

    /// <summary>Checks that a section is for the one who reads it: its key <see cref="TypeKey"/> is missing, or names them.</summary>
    /// <param name="section">The section.</param>
    /// <param name="type">The name, without regard to case.</param>
    /// <exception cref="OptionsValidationException">It names somebody else.</exception>
    public static void RequireType(this IConfigurationSection section, string type)
    {
        ArgumentNullException.ThrowIfNull(section);
        if (section[TypeKey] is { } other && !string.Equals(other, type, StringComparison.OrdinalIgnoreCase))
            throw new OptionsValidationException(section.Path, typeof(IConfigurationSection), [$"{section.Path}:{TypeKey} '{other}' is not '{type}', whose options are read here."]);
    }

    /// <summary>Checks that each key below a section is one of those named.</summary>
    /// <exception cref="OptionsValidationException">One is not; the message names it, the nearest of those allowed, and all of them.</exception>
    public static void RequireKeys(this IConfiguration section, IReadOnlyCollection<string> known)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(known);
        Require("", section.GetChildren().Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)).Select(child => (child, known)));
    }

    private static void Require(string path, IEnumerable<(IConfigurationSection Unknown, IReadOnlyCollection<string> Known)> mistakes)
    {
        var failures = mistakes.Select(mistake => Describe(mistake.Unknown, mistake.Known)).ToList();
        if (failures.Count > 0)
            throw new OptionsValidationException(path, typeof(IConfigurationSection), failures);
    }

    private static string Describe(IConfigurationSection unknown, IReadOnlyCollection<string> known) => known.Count == 0
        ? $"'{unknown.Path}' is no setting: there is nothing to set below '{unknown.Path[..^(unknown.Key.Length + 1)]}'."
        : $"'{unknown.Path}' is no setting. Did you mean '{Nearest(unknown.Key, known)}'? Allowed here: {string.Join(", ", known.Order(StringComparer.Ordinal))}.";

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
