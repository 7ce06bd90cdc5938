using MsgStore.Filtering;

namespace MsgStore.Sieve.ScriptStores;

/// <summary>Checks scripts with the compiler that will compile them for delivery.</summary>
/// <remarks>A script that others are included in is checked alone: those it names may come later (RFC 6609 §3.2).</remarks>
/// <param name="compiler">The compiler.</param>
/// <param name="options">What the compiler was made with.</param>
public sealed class SieveScriptChecker(SieveCompiler compiler, SieveOptions options) : IScriptChecker
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; } = [.. compiler.Capabilities];

    /// <inheritdoc/>
    public IReadOnlyList<string> NotifyMethods { get; } =
        compiler.Capabilities.Contains("enotify", StringComparer.Ordinal) ? [.. options.NotifySchemes.Order(StringComparer.Ordinal)] : [];

    /// <inheritdoc/>
    public IReadOnlyList<string> ListSchemes { get; } = compiler.Capabilities.Contains("extlists", StringComparer.Ordinal) ? ["tag", "urn"] : [];

    /// <inheritdoc/>
    public int MaxRedirects => options.MaxRedirects;

    /// <inheritdoc/>
    public ScriptCheck Check(ReadOnlyMemory<byte> octets)
    {
        // A source that finds everything empty: whether an included script is there, delivery finds out.
        var compilation = compiler.CompileAsync(octets, EmptySource.Instance).AsTask().GetAwaiter().GetResult();
        return new ScriptCheck(compilation.IsValid, string.Join("\r\n", compilation.Diagnostics.Select(diagnostic => diagnostic.ToString().ReplaceLineEndings(" "))));
    }

    // Answers at once, so that nothing is waited for.
    private sealed class EmptySource : ISieveScriptSource
    {
        public static EmptySource Instance { get; } = new();

        public ValueTask<ReadOnlyMemory<byte>?> FindAsync(SieveScriptLocation location, string name, CancellationToken cancellationToken = default) =>
            new((ReadOnlyMemory<byte>?)ReadOnlyMemory<byte>.Empty);
    }
}
