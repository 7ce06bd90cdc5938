namespace MsgStore.Protocols.Dns;

/// <summary>Asks the domain name system. Safe for concurrent use.</summary>
public interface IDnsResolver
{
    /// <summary>Asks for the records of a name, and follows its aliases (RFC 1034 §3.6.2).</summary>
    /// <param name="name">A host name; non-ASCII labels are asked for as A-labels (RFC 5890).</param>
    /// <param name="type">The record type.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The answer; trouble is a status, not an exception.</returns>
    ValueTask<DnsAnswer> QueryAsync(string name, DnsRecordType type, CancellationToken cancellationToken = default);
}
