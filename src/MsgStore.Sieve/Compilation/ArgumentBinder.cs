using System.Collections.Immutable;
using MsgStore.Sieve.Syntax;

namespace MsgStore.Sieve.Compilation;

/// <summary>Finds what the arguments of an invocation are for, and tells what is wrong with them.</summary>
internal sealed class ArgumentBinder(ScriptScope scope, SieveDefinition definition, SieveInvocationSyntax syntax)
{
    // Most invocations have no tags, and one that has them has few.
    private Dictionary<string, SieveArgumentSyntax?>? _tags;
    private List<(string Group, string Tag)>? _groups;
    private List<SieveTagDefinition>? _definitions;
    private SieveMatchType? _matchType;
    private string _matchParameter = "";
    private ISieveComparator? _comparator;
    private SieveAddressPart? _addressPart;
    private int _at;
    private bool _hasFailed;

    /// <summary>Binds the arguments.</summary>
    /// <returns><see langword="null"/> after errors.</returns>
    public SieveBinding? Bind(ImmutableArray<SieveTest> tests)
    {
        while (_at < syntax.Arguments.Length && syntax.Arguments[_at] is SieveTagSyntax tag)
            BindTag(tag);
        var arguments = BindPositional();
        if (_hasFailed)
            return null;
        var binding = new SieveBinding(scope, syntax, _tags ?? SieveBinding.NoTags, arguments) { Tests = tests, AddressPart = _addressPart };
        (binding.Match.Type, binding.Match.Parameter, binding.Match.Comparator) = (_matchType, _matchParameter, _comparator);
        if (_definitions is null)
            return binding;
        foreach (var tag in _definitions)
            tag.Check?.Invoke(binding);
        binding.Modifiers = [.. _definitions.Where(tag => tag.Modify is not null).Select(tag => tag.Modify!(binding))];
        return binding;
    }

    private void Fail(SievePosition position, string message)
    {
        _hasFailed = true;
        scope.Diagnostics.Error(position, message);
    }

    private void BindTag(SieveTagSyntax tag)
    {
        _at++;
        if (FindTag(tag.Name) is { } known)
            BindKnown(tag, known);
        else if (definition.TakesMatching && scope.Language.MatchTypes.TryGetValue(tag.Name, out var matchType))
            BindMatchType(tag, matchType);
        else if (definition.TakesMatching && tag.Name.Equals("comparator", StringComparison.OrdinalIgnoreCase))
            BindComparator(tag);
        else if (definition.TakesAddressPart && scope.Language.AddressParts.TryGetValue(tag.Name, out var part))
            BindAddressPart(tag, part);
        else
            FailUnknown(tag);
    }

    // Where several extensions give the command a tag of one name, the one whose extension is required is meant.
    private SieveTagDefinition? FindTag(string name)
    {
        SieveTagDefinition? unusable = null;
        foreach (var candidate in scope.Language.TagsOf(definition))
        {
            if (!candidate.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                continue;
            if (scope.Has(candidate.Capability))
                return candidate;
            unusable ??= candidate;
        }

        return unusable;
    }

    private void FailUnknown(SieveTagSyntax tag)
    {
        var known = scope.Language.TagsOf(definition).Select(candidate => candidate.Name)
            .Concat(definition.TakesMatching ? [.. scope.Language.MatchTypes.Keys, "comparator"] : [])
            .Concat(definition.TakesAddressPart ? scope.Language.AddressParts.Keys : []);
        var near = Suggestion.For(tag.Name, known);
        Fail(tag.Position, $"'{definition.Name}' has no tag ':{tag.Name}'{(near is null ? "." : $"; did you mean ':{near}'?")}");
    }

    private bool Check(SieveTagSyntax tag, string? capability, string group)
    {
        if (!scope.Has(capability))
        {
            Fail(tag.Position, $"':{tag.Name}' needs: require \"{capability}\";");
            return false;
        }
        var other = _groups?.Find(taken => taken.Group.Equals(group, StringComparison.OrdinalIgnoreCase)).Tag;
        if (other is null)
        {
            (_groups ??= []).Add((group, tag.Name));
            return true;
        }

        Fail(tag.Position, other.Equals(tag.Name, StringComparison.OrdinalIgnoreCase)
            ? $"':{tag.Name}' stands twice."
            : $"':{tag.Name}' and ':{other}' exclude each other.");
        return false;
    }

    private void BindKnown(SieveTagSyntax tag, SieveTagDefinition known)
    {
        Check(tag, known.Capability, known.Group ?? ":" + known.Name);
        var value = known.Value == SieveArgumentKind.None ? null : TakeValue(tag, known.Value);
        (_tags ??= new(StringComparer.OrdinalIgnoreCase))[known.Name] = value;
        (_definitions ??= []).Add(known);
    }

    private SieveArgumentSyntax? TakeValue(SieveTagSyntax tag, SieveArgumentKind kind)
    {
        var value = _at < syntax.Arguments.Length ? syntax.Arguments[_at] : null;
        if (value is not null && Fits(value, kind))
        {
            _at++;
            return value;
        }
        Fail(value?.Position ?? tag.Position, $"After ':{tag.Name}' {Describe(kind)} is expected{(value is null ? "." : $", not {Describe(value)}.")}");
        // What is wrong here stands where the value should; a tag may be the next one.
        if (value is not null and not SieveTagSyntax)
            _at++;
        return null;
    }

    private void BindMatchType(SieveTagSyntax tag, SieveMatchType matchType)
    {
        Check(tag, matchType.Capability, "match type");
        _matchType = matchType;
        if (matchType.Parameters.Count == 0 || TakeValue(tag, SieveArgumentKind.String) is not SieveStringSyntax parameter)
            return;
        _matchParameter = parameter.Value.ToLowerInvariant();
        if (!matchType.Parameters.Contains(_matchParameter))
            Fail(parameter.Position, $"After ':{tag.Name}' one of {string.Join(", ", matchType.Parameters)} is expected, not \"{parameter.Value}\".");
    }

    private void BindComparator(SieveTagSyntax tag)
    {
        Check(tag, null, "comparator");
        if (TakeValue(tag, SieveArgumentKind.String) is not SieveStringSyntax name)
            return;
        if (!scope.Language.Comparators.TryGetValue(name.Value, out var found))
            Fail(name.Position, $"The comparator '{name.Value}' is not known here; there are {string.Join(", ", scope.Language.Comparators.Keys)}.");
        else if (!scope.Has(found.Capability))
            Fail(name.Position, $"The comparator '{name.Value}' needs: require \"{found.Capability}\";");
        else
            _comparator = found.Comparator;
    }

    private void BindAddressPart(SieveTagSyntax tag, SieveAddressPart part)
    {
        Check(tag, part.Capability, "address part");
        _addressPart = part;
    }

    private SieveArgumentSyntax?[] BindPositional()
    {
        var kinds = definition.Arguments;
        var arguments = new SieveArgumentSyntax?[kinds.Length];
        var given = syntax.Arguments.Length - _at;
        var missing = kinds.Length - given;
        for (var index = 0; index < kinds.Length; index++)
        {
            // Optional arguments come first and are those left out.
            if (index < definition.OptionalArguments && index < missing)
                continue;
            if (_at >= syntax.Arguments.Length && definition.HasOptionalEnd && index == kinds.Length - 1)
                break;
            if (_at >= syntax.Arguments.Length)
            {
                Fail(syntax.Position, $"'{definition.Name}' takes {string.Join(", then ", kinds.Select(Describe))}; {(given == 0 ? "nothing is given." : $"only {given} given.")}");
                return arguments;
            }
            BindPositional(arguments, index);
        }
        if (_at < syntax.Arguments.Length)
            Fail(syntax.Arguments[_at].Position, syntax.Arguments[_at] is SieveTagSyntax tag
                ? $"':{tag.Name}' must stand before the other arguments of '{definition.Name}'."
                : $"Unexpected {Describe(syntax.Arguments[_at])}; '{definition.Name}' takes no further argument.");
        return arguments;
    }

    private void BindPositional(SieveArgumentSyntax?[] arguments, int index)
    {
        var argument = syntax.Arguments[_at++];
        if (Fits(argument, definition.Arguments[index]))
            arguments[index] = argument;
        else if (argument is SieveTagSyntax tag)
            Fail(argument.Position, $"':{tag.Name}' must stand before the other arguments of '{definition.Name}'.");
        else
            Fail(argument.Position, $"'{definition.Name}' expects {Describe(definition.Arguments[index])} here, not {Describe(argument)}.");
    }

    private static bool Fits(SieveArgumentSyntax argument, SieveArgumentKind kind) => kind switch
    {
        SieveArgumentKind.Number => argument is SieveNumberSyntax,
        SieveArgumentKind.String => argument is SieveStringSyntax,
        SieveArgumentKind.StringList => argument is SieveStringSyntax or SieveStringListSyntax,
        SieveArgumentKind.NumberOrString => argument is SieveNumberSyntax or SieveStringSyntax,
        _ => false,
    };

    private static string Describe(SieveArgumentKind kind) => kind switch
    {
        SieveArgumentKind.Number => "a number",
        SieveArgumentKind.String => "a string",
        SieveArgumentKind.StringList => "a string or a list of strings",
        _ => "a number or a string",
    };

    private static string Describe(SieveArgumentSyntax argument) => argument switch
    {
        SieveTagSyntax tag => $"the tag ':{tag.Name}'",
        SieveNumberSyntax => "a number",
        SieveStringSyntax => "a string",
        _ => "a list of strings",
    };
}
