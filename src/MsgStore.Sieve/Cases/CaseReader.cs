using System.Collections.Immutable;
using System.Text.Json;

namespace MsgStore.Sieve.Cases;

/// <summary>Reads members of a JSON object and says where one is wrong.</summary>
internal sealed class CaseReader
{
    private readonly string _place;
    private readonly JsonElement _element;

    public CaseReader(string place, JsonElement element, bool isObject = true)
    {
        _place = place;
        _element = element;
        if (isObject && element.ValueKind != JsonValueKind.Object)
            throw new SieveCaseFormatException($"{place} is no object.");
    }

    public SieveCaseFormatException Wrong(string member, string what) => new($"{_place}: \"{member}\" {what}.");

    public bool Has(string name) => _element.TryGetProperty(name, out _);

    public bool IsTrue(string name) => _element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>A string; <see langword="null"/> where it is missing or null.</summary>
    public string? Text(string name) => !_element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(name, "must be a string");

    public CaseReader? Member(string name) => _element.TryGetProperty(name, out var value) ? new($"{_place}, {name}", value) : null;

    public IEnumerable<CaseReader> Items(string name)
    {
        if (!_element.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.Array)
            throw Wrong(name, "must be a list");
        var place = $"{_place}, {name}";
        return value.EnumerateArray().Select(item => new CaseReader(place, item, isObject: item.ValueKind != JsonValueKind.String));
    }

    public string Value() => _element.ValueKind == JsonValueKind.String ? _element.GetString()! : throw new SieveCaseFormatException($"{_place}: an item must be a string.");

    public ImmutableDictionary<string, string> Texts() => _element.EnumerateObject().ToImmutableDictionary(
        property => property.Name, property => Text(property.Name) ?? "", StringComparer.Ordinal);
}
