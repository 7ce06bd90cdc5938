using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace MsgStore.Configuration;

/// <summary>
/// A section that remembers which of its keys were asked for. What a binder asks for is what its options have, whether it finds their properties by
/// reflection or was generated for them; what nobody asked for is a mistake.
/// </summary>
internal sealed class ObservedSection(IConfigurationSection section) : IConfigurationSection
{
    private readonly Dictionary<string, ObservedSection> _seen = new(StringComparer.OrdinalIgnoreCase);
    private readonly SortedSet<string> _asked = new(StringComparer.OrdinalIgnoreCase);
    private bool _isRead;

    public string Key => section.Key;

    public string Path => section.Path;

    public string? Value
    {
        get
        {
            _isRead = true;
            return section.Value;
        }
        set => section.Value = value;
    }

    public string? this[string key]
    {
        get => GetSection(key).Value;
        set => section[key] = value;
    }

    public IConfigurationSection GetSection(string key)
    {
        _asked.Add(key);
        return See(key);
    }

    // Elements of a list, or entries of a dictionary: known once somebody looks into them.
    public IEnumerable<IConfigurationSection> GetChildren() => section.GetChildren().Select(child => See(child.Key));

    public IChangeToken GetReloadToken() => section.GetReloadToken();

    /// <summary>The keys nobody asked for, each with those that were asked for in its place.</summary>
    public IEnumerable<(IConfigurationSection Unknown, IReadOnlyCollection<string> Known)> Unknown()
    {
        foreach (var child in section.GetChildren())
            if (_seen.GetValueOrDefault(child.Key) is { } seen && (_asked.Contains(child.Key) || seen._isRead || seen._asked.Count > 0))
                foreach (var deeper in seen.Unknown())
                    yield return deeper;
            else
                yield return (child, _asked);
    }

    private ObservedSection See(string key)
    {
        if (!_seen.TryGetValue(key, out var seen))
            _seen[key] = seen = new ObservedSection(section.GetSection(key));
        return seen;
    }
}
