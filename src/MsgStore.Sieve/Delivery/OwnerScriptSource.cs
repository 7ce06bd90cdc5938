using System.Security.Cryptography;
using MsgStore.Filtering;
using MsgStore.Mailboxes;

namespace MsgStore.Sieve.Delivery;

/// <summary>Finds what an owner's script includes, and notes what it found.</summary>
/// <param name="owner">Whose scripts <c>:personal</c> means.</param>
/// <param name="store">Where they live.</param>
/// <param name="site">Reads files of the site.</param>
/// <param name="globalRoot">Where <c>:global</c> looks; <see langword="null"/> for nowhere.</param>
internal sealed class OwnerScriptSource(MailboxName owner, IScriptStore store, SiteScripts site, string? globalRoot) : ISieveScriptSource
{
    private readonly List<(SieveScriptLocation Location, string Name, string? Hash)> _found = [];

    /// <summary>What was asked for, with the hash of what was found.</summary>
    public IReadOnlyList<(SieveScriptLocation Location, string Name, string? Hash)> Found => _found;

    /// <summary>How much was found.</summary>
    public long OctetsFound { get; private set; }

    public async ValueTask<ReadOnlyMemory<byte>?> FindAsync(SieveScriptLocation location, string name, CancellationToken cancellationToken = default)
    {
        var octets = await ReadAsync(location, name, cancellationToken).ConfigureAwait(false);
        OctetsFound += octets?.Length ?? 0;
        _found.Add((location, name, octets is { } found ? Convert.ToHexString(SHA256.HashData(found.Span)) : null));
        return octets;
    }

    private async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(SieveScriptLocation location, string name, CancellationToken cancellationToken)
    {
        if (!ScriptName.TryParse(name, out var scriptName))
            return null;
        if (location == SieveScriptLocation.Personal)
            return await store.ReadAsync(owner, scriptName, cancellationToken).ConfigureAwait(false);
        // The name comes from a script: it must not lead out of the folder.
        var isPlain = name[0] != '.' && !name.AsSpan().ContainsAny('/', '\\', ':');
        return globalRoot is null || !isPlain ? null : site.Read(Path.Combine(globalRoot, name + ".sieve"));
    }
}
