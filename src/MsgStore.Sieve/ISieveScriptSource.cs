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

/// <summary>Whose scripts <c>include</c> looks in (RFC 6609 §3.2).</summary>
public enum SieveScriptLocation
{
    /// <summary><c>:personal</c>: the user's own.</summary>
    Personal,
    /// <summary><c>:global</c>: those of the site.</summary>
    Global,
}
