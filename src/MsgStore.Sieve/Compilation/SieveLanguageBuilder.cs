using System.Collections.Immutable;

namespace MsgStore.Sieve.Compilation;

/// <summary>Takes what extensions bring.</summary>
public sealed class SieveLanguageBuilder
{
    private readonly string? _capability;
    private readonly SieveLanguage _language;

    internal SieveLanguageBuilder(SieveLanguage language, string capability)
    {
        _language = language;
        _capability = capability.Length == 0 ? null : capability;
    }

    /// <summary>Adds a command.</summary>
    public void AddCommand(SieveCommandDefinition command) =>
        _language.Commands.Add(command.Name, command with { Capability = _capability, Tags = Stamp(command.Tags) });

    /// <summary>Adds a test.</summary>
    public void AddTest(SieveTestDefinition test) => _language.Tests.Add(test.Name, test with { Capability = _capability, Tags = Stamp(test.Tags) });

    /// <summary>Adds a tag to commands or tests, of this extension or of others.</summary>
    public void AddTag(SieveTagDefinition tag, params ReadOnlySpan<string> owners)
    {
        foreach (var owner in owners)
        {
            if (!_language.Tags.TryGetValue(owner, out var tags))
                _language.Tags.Add(owner, tags = []);
            tags.Add(tag with { Capability = _capability });
        }
    }

    /// <summary>Adds a comparator. The two of RFC 5228 §2.7.3 need no capability; each other one is required as <c>comparator-</c> and its name.</summary>
    public void AddComparator(ISieveComparator comparator) => _language.Comparators.Add(comparator.Name, (comparator, _capability));

    /// <summary>Adds a match type.</summary>
    public void AddMatchType(SieveMatchType matchType) => _language.MatchTypes.Add(matchType.Name, matchType with { Capability = _capability });

    /// <summary>Adds an address part.</summary>
    public void AddAddressPart(SieveAddressPart part) => _language.AddressParts.Add(part.Name, part with { Capability = _capability });

    /// <summary>Adds a reader of strings, asked in the order of registration where the script requires this extension.</summary>
    public void AddStringReader(SieveStringReader reader) => _language.StringReaders.Add((reader, _capability));

    /// <summary>Adds a namespace of variables, as <c>global</c> in <c>${global.name}</c> (RFC 5229 §3).</summary>
    public void AddVariableNamespace(string name, SieveVariableNamespace read) => _language.Namespaces.Add(name, (read, _capability));

    private ImmutableArray<SieveTagDefinition> Stamp(ImmutableArray<SieveTagDefinition> tags) =>
        [.. tags.Select(tag => tag with { Capability = _capability })];
}
