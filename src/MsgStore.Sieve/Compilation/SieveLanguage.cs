using MsgStore.Sieve.Extensions;

namespace MsgStore.Sieve.Compilation;

/// <summary>A set of extensions: everything a compiler knows. Immutable once made; safe for concurrent use.</summary>
public sealed class SieveLanguage
{
    private SieveLanguage(IEnumerable<ISieveExtension> extensions)
    {
        foreach (var extension in extensions)
        {
            if (extension.Name.Length > 0)
                Extensions.Add(extension.Name, extension);
            extension.Register(new(this, extension.Name));
        }
    }

    /// <summary>Every extension of this package.</summary>
    public static SieveLanguage Standard { get; } = new(StandardExtensions.All);

    /// <summary>The capability strings scripts can require, in the order of registration (as the SIEVE capability of RFC 5804 §1.7 lists them).</summary>
    public IReadOnlyCollection<string> Capabilities => Extensions.Keys;

    internal OrderedDictionary<string, ISieveExtension> Extensions { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, SieveCommandDefinition> Commands { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal Dictionary<string, SieveTestDefinition> Tests { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal Dictionary<string, List<SieveTagDefinition>> Tags { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal Dictionary<string, SieveMatchType> MatchTypes { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal Dictionary<string, (ISieveComparator Comparator, string? Capability)> Comparators { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal Dictionary<string, SieveAddressPart> AddressParts { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal Dictionary<string, (SieveVariableNamespace Read, string? Capability)> Namespaces { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal List<(SieveStringReader Reader, string? Capability)> StringReaders { get; } = [];

    /// <summary>The standard extensions and others.</summary>
    /// <exception cref="ArgumentException">Two extensions bring the same name.</exception>
    public static SieveLanguage With(params IEnumerable<ISieveExtension> extensions) => new([.. StandardExtensions.All, .. extensions]);

    internal IEnumerable<SieveTagDefinition> TagsOf(SieveDefinition definition) =>
        Tags.TryGetValue(definition.Name, out var added) ? definition.Tags.Concat(added) : definition.Tags;
}
