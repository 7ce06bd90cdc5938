namespace MsgStore.Sieve.Compilation;

/// <summary>What is known of one script while it is compiled.</summary>
internal sealed class ScriptScope(SieveLanguage language, SieveOptions options, Syntax.DiagnosticBag diagnostics)
{
    private readonly HashSet<string> _required = new(StringComparer.Ordinal);

    public SieveLanguage Language => language;

    public SieveOptions Options => options;

    public Syntax.DiagnosticBag Diagnostics => diagnostics;

    /// <summary>State that extensions keep while this script is compiled.</summary>
    public Dictionary<Type, object> State { get; } = [];

    public required IncludeGraph Includes { get; init; }

    /// <summary>The commands whose blocks are being compiled, the innermost on top.</summary>
    public Stack<SieveBinding> Blocks { get; } = [];

    /// <summary>Whether what is compiled stands in or behind a condition, so that it may not be run.</summary>
    public bool IsConditional { get; set; }

    public bool Has(string? capability) => capability is null || _required.Contains(capability);

    public bool IsAvailable(string capability) => language.Extensions.ContainsKey(capability)
        && (options.Capabilities is null ? !SieveOptions.OffByDefault.Contains(capability) : options.Capabilities.Contains(capability));

    /// <summary>Whether a capability is here, whether it can be used beside the others or not.</summary>
    public bool IsKnown(string capability) => capability is "comparator-i;octet" or "comparator-i;ascii-casemap" || IsAvailable(capability);

    /// <summary>Says which capability is missing beside a required one; <see langword="null"/> where none is.</summary>
    public string? FindMissing() => _required.SelectMany(capability => language.Extensions[capability].Needs
        .Where(needed => !_required.Contains(needed)).Select(needed => $"\"{capability}\" needs: require \"{needed}\";")).FirstOrDefault();

    /// <summary>Makes a capability usable.</summary>
    /// <returns>What stands against it; <see langword="null"/> where nothing does.</returns>
    public string? Require(string capability)
    {
        // The two comparators of the base may be required, to no effect (RFC 5228 §2.7.3).
        if (capability is "comparator-i;octet" or "comparator-i;ascii-casemap")
            return null;
        if (!IsAvailable(capability))
        {
            var near = Suggestion.For(capability, language.Capabilities);
            return $"The extension '{capability}' is not known here{(near is null ? "." : $"; did you mean '{near}'?")}";
        }
        var extension = language.Extensions[capability];
        if (extension.Conflicts.FirstOrDefault(_required.Contains) is { } conflict)
            return $"The extensions '{capability}' and '{conflict}' exclude each other.";
        _required.Add(capability);
        foreach (var implied in extension.Implied)
            if (IsAvailable(implied))
                _required.Add(implied);
        return null;
    }
}
