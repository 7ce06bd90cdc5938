using Microsoft.Extensions.Options;

namespace MsgStore.Queue.Dkim;

/// <summary>The keys that the options name, read once.</summary>
internal sealed class DkimKeys(DkimOptions options) : IDisposable
{
    private readonly Lazy<IReadOnlyList<DkimKey>> _keys = new(() => [.. options.Keys.Select(Read)]);

    /// <summary>The keys.</summary>
    /// <exception cref="OptionsValidationException">One cannot be used.</exception>
    public IReadOnlyList<DkimKey> All => _keys.Value;

    /// <summary>Reads them now, so that a key that cannot be used stops the host at start.</summary>
    /// <exception cref="OptionsValidationException">One cannot be used.</exception>
    public void Load() => _ = All;

    public void Dispose()
    {
        if (_keys.IsValueCreated)
            foreach (var key in _keys.Value)
                key.Dispose();
    }

    private static DkimKey Read(DkimKeyOptions key)
    {
        try
        {
            return DkimKey.FromPem(key.Domain, key.Selector, File.ReadAllText(key.KeyFile));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new OptionsValidationException(nameof(DkimOptions), typeof(DkimOptions), [$"Dkim: the key '{key.KeyFile}' of {key.Selector}._domainkey.{key.Domain} cannot be used: {e.Message}"]);
        }
    }
}
