using System.Collections.Immutable;
using System.Text;
using MsgStore.Delivery;
using MsgStore.Mailboxes;

namespace MsgStore.Accounts.Configuration;

/// <summary>What holds for a domain after all its files are merged.</summary>
public sealed record DomainSettings
{
    /// <summary>Octets a message to the domain may have (<c>max_message_size</c>); <see langword="null"/> for the host's limit.</summary>
    public long? MaxMessageSizeInOctets { get; init; }

    /// <summary>When unknown recipients are refused (<c>recipient_rejection</c>); <see langword="null"/> for the host's choice.</summary>
    public DomainRecipientRejection? RecipientRejection { get; init; }

    /// <summary>Messages a user may send in an hour (<c>limits.max_sends_per_hour</c>); <see langword="null"/> for no limit.</summary>
    public int? MaxSendsPerHour { get; init; }

    /// <summary>What parts a user from the subaddress (<c>subaddress_delimiter</c>, RFC 5233 §4); <see langword="null"/> for nothing. Default: <c>+</c>.</summary>
    public char? SubaddressDelimiter { get; init; } = Subaddress.DefaultDelimiter;

    /// <summary>How the case of local parts is treated (<c>local_part_folding</c>). Default: <see cref="LocalPartFolding.LowerCase"/>.</summary>
    public LocalPartFolding Folding { get; init; }

    /// <summary>Local parts and the addresses their mail goes to (<c>forwards</c>); <c>*</c> is for those nobody else claims.</summary>
    public ImmutableDictionary<string, ImmutableArray<EmailAddress>> Forwards { get; init; } =
        ImmutableDictionary<string, ImmutableArray<EmailAddress>>.Empty;

    private bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(MaxMessageSizeInOctets), MaxMessageSizeInOctets), (nameof(RecipientRejection), RecipientRejection),
        (nameof(MaxSendsPerHour), MaxSendsPerHour), (nameof(SubaddressDelimiter), SubaddressDelimiter), (nameof(Folding), Folding),
        (nameof(Forwards), Forwards));
}
