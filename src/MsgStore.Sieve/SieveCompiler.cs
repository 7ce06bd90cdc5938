using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Syntax;

namespace MsgStore.Sieve;

/// <summary>Compiles scripts to immutable programs. Safe for concurrent use.</summary>
/// <param name="options">Limits and settings, which the programs keep; <see langword="null"/> means the defaults.</param>
/// <param name="language">What scripts may use; <see langword="null"/> means every extension of this package.</param>
public sealed class SieveCompiler(SieveOptions? options = null, SieveLanguage? language = null)
{
    private readonly SieveOptions _options = options ?? SieveOptions.Default;
    private readonly SieveLanguage _language = language ?? SieveLanguage.Standard;

    /// <summary>The capabilities scripts can require here.</summary>
    public IEnumerable<string> Capabilities => _language.Capabilities.Where(capability => _options.Capabilities is null ? !SieveOptions.OffByDefault.Contains(capability) : _options.Capabilities.Contains(capability));

    /// <summary>Compiles a script that includes no other. Any octets end in a result.</summary>
    /// <param name="script">The script in UTF-8.</param>
    public SieveCompilation Compile(ReadOnlySpan<byte> script) => Compile(script, new IncludeGraph(_language, _options));

    /// <summary>Compiles a script with those it includes, each once.</summary>
    /// <param name="script">The script in UTF-8.</param>
    /// <param name="source">Where included scripts come from.</param>
    /// <param name="cancellationToken">Ends the search for them.</param>
    public async ValueTask<SieveCompilation> CompileAsync(ReadOnlyMemory<byte> script, ISieveScriptSource source, CancellationToken cancellationToken = default)
    {
        var graph = new IncludeGraph(_language, _options);
        await graph.LoadAsync(script, source, cancellationToken).ConfigureAwait(false);
        return Compile(script.Span, graph);
    }

    private SieveCompilation Compile(ReadOnlySpan<byte> script, IncludeGraph graph)
    {
        var diagnostics = new DiagnosticBag(_options.Syntax.MaxDiagnostics);
        var statement = graph.Compile(SieveParser.Parse(script, _options.Syntax, diagnostics), diagnostics);
        return new(diagnostics.ErrorCount == 0 ? new SieveProgram(statement, _options) : null, [.. diagnostics.Items]);
    }
}
