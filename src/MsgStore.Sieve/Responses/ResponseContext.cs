using System.Collections.Immutable;
using System.Text;
using MsgStore.Mime;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Responses;

/// <summary>What answers are made of beside the action.</summary>
public sealed record ResponseContext
{
    /// <summary>The header of the message that is answered.</summary>
    public required MimeHeader Header { get; init; }

    /// <summary>Its envelope.</summary>
    public required SieveEnvelope Envelope { get; init; }

    /// <summary>The owner's addresses beside the recipient's.</summary>
    public ImmutableArray<string> OwnAddresses { get; init; } = [];

    /// <summary>The date of the answer.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The name of this server, in Message-ID and reports.</summary>
    public string ServerName { get; init; } = "localhost";

    /// <summary>Settings.</summary>
    public SieveOptions Options { get; init; } = SieveOptions.Default;

    // RFC 3834 §5. A field that says otherwise may have been added before that of the program.
    internal bool IsAutomatic => Header.Find("Auto-Submitted").Any(found => !MimeFieldValue.Parse(found.RawText).Value.Equals("no", StringComparison.OrdinalIgnoreCase));

    private bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(Header), Header), (nameof(Envelope), Envelope), (nameof(OwnAddresses), OwnAddresses), (nameof(Now), Now),
        (nameof(ServerName), ServerName), (nameof(Options), Options));
}
