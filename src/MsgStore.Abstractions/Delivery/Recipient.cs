using System.Collections.Immutable;
using System.Text;
using MsgStore.Mailboxes;

namespace MsgStore.Delivery;

/// <summary>One forward-path and, as stages learn it, where its copy belongs.</summary>
/// <param name="Address">The forward-path as the client gave it.</param>
public sealed record Recipient(EmailAddress Address)
{
    /// <summary>The mailbox it was routed to; <see langword="null"/> before Route and for addresses served elsewhere.</summary>
    public MailboxName? Mailbox { get; init; }

    /// <summary>Where the copies go, stored all or none; empty means INBOX without flags.</summary>
    public ImmutableArray<Placement> Placements { get; init; } = [];

    /// <summary>NOTIFY and ORCPT (RFC 3461 §4.1, §4.2); <see langword="null"/> where the client gave neither.</summary>
    public RecipientDsn? Dsn { get; init; }

    private bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(Address), Address), (nameof(Mailbox), Mailbox), (nameof(Placements), Placements), (nameof(Dsn), Dsn));
}
