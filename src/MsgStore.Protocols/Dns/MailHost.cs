using System.Collections.Immutable;
using System.Net;
using System.Text;

namespace MsgStore.Protocols.Dns;

/// <summary>A host that takes mail for a domain.</summary>
/// <param name="Name">Its name, or its address where the domain was an address literal.</param>
/// <param name="Preference">That of its MX record; lower comes first. 0 for a domain without one.</param>
/// <param name="Addresses">Where it can be reached; empty where that could not be found out just now.</param>
public sealed record MailHost(string Name, int Preference, ImmutableArray<IPAddress> Addresses)
{
    private bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(Name), Name), (nameof(Preference), Preference), (nameof(Addresses), Addresses));
}
