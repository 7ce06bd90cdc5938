using System.Collections.Immutable;
using System.Text;

namespace MsgStore.Protocols.Smtp.Client;

/// <summary>What became of one message.</summary>
/// <param name="Recipients">One result per recipient, in envelope order.</param>
/// <param name="Transcript">The dialogue, a line each; the message itself is left out.</param>
public sealed record SmtpSendResult(ImmutableArray<SmtpRecipientResult> Recipients, IReadOnlyList<string> Transcript)
{
    private bool PrintMembers(StringBuilder builder) => RecordText.Write(builder, (nameof(Recipients), Recipients), (nameof(Transcript), Transcript));
}
