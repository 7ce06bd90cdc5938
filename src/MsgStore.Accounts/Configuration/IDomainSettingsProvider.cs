namespace MsgStore.Accounts.Configuration;

/// <summary>Tells what a domain's files say about it, for hosts that treat domains differently.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface IDomainSettingsProvider
{
    /// <summary>Finds a domain's settings.</summary>
    /// <returns><see langword="null"/> where the domain is not served here.</returns>
    /// <exception cref="IOException">The files cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The files may not be read.</exception>
    /// <exception cref="AccountConfigurationException">A file is broken and no earlier version of it is known.</exception>
    ValueTask<DomainSettings?> FindAsync(string domain, CancellationToken cancellationToken = default);
}
