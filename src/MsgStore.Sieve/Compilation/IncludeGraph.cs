using MsgStore.Sieve.Syntax;

namespace MsgStore.Sieve.Compilation;

/// <summary>The scripts one program is made of: loaded first, then compiled where <c>include</c> asks for them.</summary>
internal sealed class IncludeGraph(SieveLanguage language, SieveOptions options)
{
    private readonly Dictionary<Key, ReadOnlyMemory<byte>?> _loaded = [];
    private readonly Dictionary<Key, IncludedScript?> _compiled = [];
    private readonly List<Key> _open = [];

    /// <summary>Loads the scripts a script names, and those they name.</summary>
    public async ValueTask LoadAsync(ReadOnlyMemory<byte> script, ISieveScriptSource source, CancellationToken cancellationToken)
    {
        var names = new Queue<Key>(NamesIn(script.Span));
        while (names.TryDequeue(out var key) && _loaded.Count <= options.MaxIncludes)
        {
            if (_loaded.ContainsKey(key))
                continue;
            var found = await source.FindAsync(key.Location, key.Name, cancellationToken).ConfigureAwait(false);
            _loaded.Add(key, found);
            if (found is { } octets)
                foreach (var inner in NamesIn(octets.Span))
                    names.Enqueue(inner);
        }
    }

    /// <summary>Compiles one script of the program.</summary>
    public SieveStatement Compile(SieveScriptSyntax script, DiagnosticBag diagnostics) =>
        new ScriptCompiler(new(language, options, diagnostics) { Includes = this }).Compile(script);

    /// <summary>Gives an included script.</summary>
    /// <returns>The script, or what stands against it; both <see langword="null"/> where there is none of that name.</returns>
    public (IncludedScript? Script, string? Problem) Include(SieveScriptLocation location, string name, DiagnosticBag diagnostics)
    {
        var key = new Key(location, name);
        if (_open.Contains(key))
            return (null, $"The script \"{name}\" includes itself.");
        if (_open.Count >= options.MaxIncludeDepth)
            return (null, $"Scripts include each other more than {options.MaxIncludeDepth} deep.");
        if (_compiled.TryGetValue(key, out var done))
            return (done, null);
        if (!_loaded.TryGetValue(key, out var octets) || octets is not { } script)
            return (null, _loaded.Count > options.MaxIncludes ? $"More than {options.MaxIncludes} scripts are included." : null);
        return (_compiled[key] = Compile(key, script, diagnostics), null);
    }

    private IncludedScript Compile(Key key, ReadOnlyMemory<byte> octets, DiagnosticBag diagnostics)
    {
        var outer = diagnostics.ScriptName;
        diagnostics.ScriptName = key.Name;
        _open.Add(key);
        var script = new IncludedScript(key.Name, Compile(SieveParser.Parse(octets.Span, options.Syntax, diagnostics), diagnostics));
        _open.RemoveAt(_open.Count - 1);
        diagnostics.ScriptName = outer;
        return script;
    }

    private List<Key> NamesIn(ReadOnlySpan<byte> script)
    {
        var names = new List<Key>();
        var open = new Stack<SieveCommandSyntax>(SieveParser.Parse(script, options.Syntax).Script.Commands);
        while (open.TryPop(out var command))
        {
            foreach (var inner in command.Block ?? [])
                open.Push(inner);
            if (command.Name.Equals("include", StringComparison.OrdinalIgnoreCase) && command.Arguments is [.., SieveStringSyntax name])
                names.Add(new(command.Arguments.Any(argument => argument is SieveTagSyntax tag && tag.Name.Equals("global", StringComparison.OrdinalIgnoreCase))
                    ? SieveScriptLocation.Global : SieveScriptLocation.Personal, name.Value));
        }
        return names;
    }

    private readonly record struct Key(SieveScriptLocation Location, string Name);
}

/// <summary>A script another one includes.</summary>
internal sealed record IncludedScript(string Name, SieveStatement Statement);
