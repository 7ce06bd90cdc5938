using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using MsgStore.Filtering;
using MsgStore.Posix;
using MsgStore.Storage;

namespace MsgStore.Sieve.Delivery;

/// <summary>
/// Scripts in files of the site, and what these include. They can be what keeps mail out: a version that does not compile is not what its operator wanted,
/// and the last one that did is obeyed instead. When a change counts is <see cref="FileVersion"/>'s to say.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
/// <param name="checker">Tells whether a script compiles.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of each version that does not.</param>
internal sealed class SiteScripts(IScriptChecker checker, TimeProvider time, ILogger logger)
{
    private const int MaxOctets = 64 * 1024 * 1024;

    private readonly ConcurrentDictionary<string, State> _known = new(StringComparer.Ordinal);

    /// <summary>The script to obey: the file, or the last version of it that compiled.</summary>
    /// <returns><see langword="null"/> where the file is not there.</returns>
    /// <exception cref="MsgStoreException">It cannot be read.</exception>
    public ReadOnlyMemory<byte>? Read(string path) => Look(path)?.Obeyed;

    /// <summary>Why a script cannot be obeyed.</summary>
    /// <returns><see langword="null"/> where it can.</returns>
    /// <exception cref="MsgStoreException">It cannot be read.</exception>
    public string? Refuse(string path) => Look(path) is { } state ? state.Failure is { } reason ? $"does not compile: {reason}" : null : "is not there";

    private State? Look(string path)
    {
        try
        {
            var old = _known.GetValueOrDefault(path);
            if (FileVersion.Look(path, MaxOctets, old?.Version, time) is not { } version)
            {
                _known.TryRemove(path, out _);
                return null;
            }
            var state = old is not null && ReferenceEquals(version.Octets, old.Version.Octets) ? old with { Version = version } : Choose(path, version, old);
            _known[path] = state;
            return state;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MsgStoreException(StoreError.Unavailable, $"The site script '{path}' cannot be read.", e);
        }
    }

    private State Choose(string path, FileVersion version, State? old)
    {
        var check = checker.Check(version.Octets);
        var failure = check.IsValid ? null : check.Message.Split("\r\n")[0];
        if (failure is null || old is not { Failure: null })
            return new State(version, version.Octets, failure);
        Log.SiteScriptKept(logger, path, failure);
        return old with { Version = version };
    }

    /// <summary>The newest version, what is obeyed, and why that does not compile.</summary>
    private sealed record State(FileVersion Version, ReadOnlyMemory<byte> Obeyed, string? Failure);
}
