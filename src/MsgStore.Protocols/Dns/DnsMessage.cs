using System.Collections.Immutable;

namespace MsgStore.Protocols.Dns;

/// <summary>A response as it was read.</summary>
/// <param name="Id">The number of the question.</param>
/// <param name="ResponseCode">RCODE (RFC 1035 §4.1.1).</param>
/// <param name="IsTruncated">Whether the rest did not fit (TC).</param>
/// <param name="QuestionName">The name asked for, in lower case.</param>
/// <param name="QuestionType">The type asked for.</param>
/// <param name="Answers">The records of the answer section whose types are known here.</param>
internal sealed record DnsMessage(
    ushort Id, int ResponseCode, bool IsTruncated, string QuestionName, int QuestionType, ImmutableArray<DnsRecord> Answers);
