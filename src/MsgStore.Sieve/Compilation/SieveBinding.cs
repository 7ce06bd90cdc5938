using System.Collections.Frozen;
using System.Collections.Immutable;
using MsgStore.Sieve.Syntax;

namespace MsgStore.Sieve.Compilation;

/// <summary>An invocation whose arguments were found to be of the right kinds, for its definition to compile.</summary>
public sealed class SieveBinding
{
    private readonly IReadOnlyDictionary<string, SieveArgumentSyntax?> _tags;
    private readonly SieveArgumentSyntax?[] _arguments;

    internal SieveBinding(ScriptScope scope, SieveInvocationSyntax syntax, IReadOnlyDictionary<string, SieveArgumentSyntax?> tags, SieveArgumentSyntax?[] arguments)
    {
        Scope = scope;
        Syntax = syntax;
        _tags = tags;
        _arguments = arguments;
    }

    /// <summary>The invocation as written.</summary>
    public SieveInvocationSyntax Syntax { get; }

    /// <summary>Where it begins.</summary>
    public SievePosition Position => Syntax.Position;

    /// <summary>Limits and settings.</summary>
    public SieveOptions Options => Scope.Options;

    /// <summary>Its tests, compiled.</summary>
    public ImmutableArray<SieveTest> Tests { get; internal init; } = [];

    /// <summary>Its block, compiled; <see langword="null"/> where it has none.</summary>
    public SieveStatement? Block { get; internal set; }

    /// <summary>What its tags make of its action, in the order of the script.</summary>
    public ImmutableArray<SieveActionModifier> Modifiers { get; internal set; } = [];

    internal static IReadOnlyDictionary<string, SieveArgumentSyntax?> NoTags { get; } = FrozenDictionary<string, SieveArgumentSyntax?>.Empty;

    internal ScriptScope Scope { get; }

    internal MatchBinding Match { get; } = new();

    internal SieveAddressPart? AddressPart { get; set; }

    /// <summary>Whether the script may use a capability.</summary>
    public bool Has(string capability) => Scope.Has(capability);

    /// <summary>State that an extension keeps while the script is compiled.</summary>
    public T State<T>() where T : class, new() => (T)(Scope.State.TryGetValue(typeof(T), out var state) ? state : Scope.State[typeof(T)] = new T());

    /// <summary>Whether the tag is there.</summary>
    public bool HasTag(string name) => _tags.ContainsKey(name);

    /// <summary>The number after a tag; <see langword="null"/> where the tag is missing.</summary>
    public long? TagNumber(string name) => _tags.GetValueOrDefault(name) is SieveNumberSyntax number ? number.Value : null;

    /// <summary>The string after a tag; <see langword="null"/> where the tag is missing.</summary>
    public SieveString? TagString(string name) => _tags.GetValueOrDefault(name) is SieveStringSyntax text ? Read(text) : null;

    /// <summary>The strings after a tag; <see langword="null"/> where the tag is missing.</summary>
    public SieveStringList? TagStrings(string name) => _tags.GetValueOrDefault(name) is { } argument ? ReadList(argument) : null;

    /// <summary>Whether a positional argument is there; only optional ones may be missing.</summary>
    public bool HasArgument(int index) => _arguments[index] is not null;

    /// <summary>A number.</summary>
    public long Number(int index) => _arguments[index] is SieveNumberSyntax number ? number.Value : 0;

    /// <summary>A string.</summary>
    public SieveString String(int index) => _arguments[index] is SieveStringSyntax text ? Read(text) : new("");

    /// <summary>A list of strings.</summary>
    public SieveStringList Strings(int index) => _arguments[index] is { } argument ? ReadList(argument) : new([]);

    /// <summary>Where a positional argument begins.</summary>
    public SievePosition PositionOf(int index) => _arguments[index]?.Position ?? Position;

    /// <summary>Where the argument of a tag begins.</summary>
    public SievePosition PositionOfTag(string name) => _tags.GetValueOrDefault(name)?.Position ?? Position;

    /// <summary>Reports what keeps the script from compiling.</summary>
    public void Error(string message, SievePosition? position = null) => Scope.Diagnostics.Error(position ?? Position, message);

    /// <summary>Reports what the author should look at.</summary>
    public void Warning(string message, SievePosition? position = null) => Scope.Diagnostics.Warning(position ?? Position, message);

    /// <summary>A string that has to be known before the run.</summary>
    /// <returns>Its value; empty after an error was reported.</returns>
    public string Constant(SieveString text, string what)
    {
        if (text.IsConstant)
            return text.Text;
        Error($"{what} cannot hold variables.");
        return "";
    }

    /// <summary>Makes the comparison of values with keys that the match type, its argument and the comparator of this invocation say.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="setsVariables">Whether a match sets match variables where the script uses them (RFC 5229 §3.2).</param>
    public SieveMatcher Matcher(SieveStringList keys, bool setsVariables = true) => Match.ToMatcher(this, keys, setsVariables);

    internal SieveString Read(SieveStringSyntax syntax)
    {
        var text = new SieveString(syntax.Value);
        if (!syntax.Value.Contains('$', StringComparison.Ordinal))
            return text;
        var context = new SieveStringContext(Scope, syntax.Position);
        foreach (var (reader, capability) in Scope.Language.StringReaders)
            if (Scope.Has(capability))
                text = reader(context, text);
        return text;
    }

    private SieveStringList ReadList(SieveArgumentSyntax argument) => argument is SieveStringListSyntax list
        ? new([.. list.Items.Select(Read)])
        : new(argument is SieveStringSyntax text ? [Read(text)] : []);
}
