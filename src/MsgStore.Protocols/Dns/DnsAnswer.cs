using System.Collections.Immutable;
using System.Text;

namespace MsgStore.Protocols.Dns;

/// <summary>What was found.</summary>
/// <param name="Status">How the question ended.</param>
/// <param name="Records">The records of the type asked for, behind any aliases; empty unless the status is success.</param>
/// <param name="Reason">Why there is no answer, for operators; empty otherwise.</param>
public sealed record DnsAnswer(DnsStatus Status, ImmutableArray<DnsRecord> Records, string Reason = "")
{
    private bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(Status), Status), (nameof(Records), Records), (nameof(Reason), Reason));
}
