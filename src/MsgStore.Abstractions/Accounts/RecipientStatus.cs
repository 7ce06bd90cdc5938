using System.Collections.Immutable;
using System.Text;
using MsgStore.Delivery;
using MsgStore.Mailboxes;

namespace MsgStore.Accounts;

/// <summary>What a directory knows of an address.</summary>
public abstract record RecipientStatus
{
    private RecipientStatus()
    {
    }

    /// <summary>A mailbox here.</summary>
    /// <param name="Mailbox">Its canonical name.</param>
    /// <param name="Detail">The subaddress (RFC 5233 §4), which asks for a folder of that name; <see langword="null"/> without one.</param>
    public sealed record Local(MailboxName Mailbox, string? Detail = null) : RecipientStatus;

    /// <summary>An alias, forward or list: the message goes to these addresses instead (RFC 5321 §3.9).</summary>
    /// <param name="Targets">At least one address, here or elsewhere; resolved in turn.</param>
    /// <param name="Kept">The mailbox here that gets a copy all the same, as of a user who forwards and keeps; <see langword="null"/> for none.</param>
    public sealed record Alias(ImmutableArray<EmailAddress> Targets, Local? Kept = null) : RecipientStatus
    {
        /// <summary>The user's mailbox whose own address it is, as where they forward all their mail and send as themselves; <see langword="null"/> for an address that is no user's.</summary>
        public MailboxName? Owner { get; init; }

        /// <inheritdoc/>
        protected override bool PrintMembers(StringBuilder builder) => RecordText.Write(
            builder,
            (nameof(Targets), Targets), (nameof(Kept), Kept), (nameof(Owner), Owner));
    }

    /// <summary>The domain is not served here.</summary>
    public sealed record Remote : RecipientStatus;

    /// <summary>The domain is served here and the address is not known.</summary>
    public sealed record Unknown : RecipientStatus;

    /// <summary>Nobody can tell now.</summary>
    public sealed record Unavailable : RecipientStatus;
}
