namespace MsgStore.Sieve;

/// <summary>Where included scripts come from (RFC 6609).</summary>
public interface ISieveScriptSource
{
    /// <summary>Finds a script.</summary>
    /// <param name="location">Whose scripts to look in.</param>
    /// <param name="name">The name as the including script gives it.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>Its octets; <see langword="null"/> where there is no such script.</returns>
    ValueTask<ReadOnlyMemory<byte>?> FindAsync(SieveScriptLocation location, string name, CancellationToken cancellationToken = default);
}
