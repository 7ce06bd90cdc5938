namespace MsgStore.Sieve.Svtest;

/// <summary>Scripts beside a test file, and those it includes.</summary>
internal sealed class SvtestScripts(string folder) : ISieveScriptSource
{
    public string Folder => folder;

    // Scripts are named with the ending of their file or without.
    private const string Ending = ".sieve";

    public ValueTask<ReadOnlyMemory<byte>?> FindAsync(SieveScriptLocation location, string name, CancellationToken cancellationToken = default)
    {
        var path = Path.Combine(folder, location == SieveScriptLocation.Global ? "included-global" : "included", name.EndsWith(Ending, StringComparison.Ordinal) ? name : name + Ending);
        return new(name.Contains('/', StringComparison.Ordinal) || !File.Exists(path) ? null : (ReadOnlyMemory<byte>?)File.ReadAllBytes(path));
    }

    public byte[]? Read(string name) => File.Exists(Path.Combine(folder, name)) ? File.ReadAllBytes(Path.Combine(folder, name)) : null;
}
