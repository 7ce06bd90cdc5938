using MsgStore.Sieve.Syntax;

namespace MsgStore.Sieve.Compilation;

/// <summary>The scripts one program is made of: loaded first, then compiled where <c>include</c> asks for them.</summary>
internal sealed class IncludeGraph(SieveLanguage language, SieveOptions options)
{
    private readonly Dictionary<Key, ReadOnlyMemory<byte>?> _loaded = [];
    private readonly Dictionary<Key, IncludedScript> _compiled = [];
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
    public (IncludedScript? Script, string? Problem) Include(SieveScriptLocation location, string name, bool isOnce, DiagnosticBag diagnostics)
    {
        var key = new Key(location, name);
        // A script that includes itself is skipped in the run where each does so once (RFC 6609 §3.2).
        if (_open.Contains(key))
            return isOnce ? (_compiled[key], null) : (null, $"The script \"{name}\" includes itself.");
        if (_open.Count >= options.MaxIncludeDepth)
            return (null, $"Scripts include each other more than {options.MaxIncludeDepth} deep.");
        if (_compiled.TryGetValue(key, out var done))
            return (done, null);
        if (_compiled.Count >= options.MaxIncludes)
            return (null, $"More than {options.MaxIncludes} scripts are included.");
        return _loaded.TryGetValue(key, out var octets) && octets is { } script ? (Compile(key, script, diagnostics), null) : (null, null);
    }

    private IncludedScript Compile(Key key, ReadOnlyMemory<byte> octets, DiagnosticBag diagnostics)
    {
        var outer = diagnostics.ScriptName;
        diagnostics.ScriptName = key.Name;
        _open.Add(key);
        var script = _compiled[key] = new(key.Name);
        script.Statement = Compile(SieveParser.Parse(octets.Span, options.Syntax, diagnostics), diagnostics);
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
internal sealed class IncludedScript(string name)
{
    public string Name => name;

    /// <summary>What it does; set when it has been compiled, which is before any run.</summary>
    public SieveStatement Statement { get; set; } = _ => SieveFlow.Next;
}
