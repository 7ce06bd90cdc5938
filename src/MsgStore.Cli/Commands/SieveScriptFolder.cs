using MsgStore.Sieve;

namespace MsgStore.Cli.Commands;

/// <summary>Included scripts as files of a folder: <c>NAME.sieve</c> or <c>NAME</c>; those of the site in its subfolder <c>global</c> where there is one.</summary>
internal sealed class SieveScriptFolder(string folder) : ISieveScriptSource
{
    public async ValueTask<ReadOnlyMemory<byte>?> FindAsync(SieveScriptLocation location, string name, CancellationToken cancellationToken = default)
    {
        // A name never leaves the folder.
        if (name.Length == 0 || name.AsSpan().ContainsAny('/', '\\', '\0') || name is "." or "..")
            return null;
        var global = Path.Combine(folder, "global");
        var root = location == SieveScriptLocation.Global && Directory.Exists(global) ? global : folder;
        foreach (var path in (string[])[Path.Combine(root, name + ".sieve"), Path.Combine(root, name)])
            if (File.Exists(path))
                return await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        return null;
    }
}
