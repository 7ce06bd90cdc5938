namespace MsgStore.Sieve.Evaluation;

/// <summary>File into a mailbox (RFC 5228 §4.1).</summary>
/// <param name="Mailbox">Its name in UTF-8.</param>
public sealed record FileIntoAction(string Mailbox) : SieveStoreAction
{
    /// <summary>Make the mailbox where it is missing (RFC 5490 §3.2).</summary>
    public bool Create { get; init; }

    /// <summary>A mailbox with this use takes the copy instead where there is one (RFC 8579 §4), as <c>\Junk</c>.</summary>
    public string? SpecialUse { get; init; }

    /// <summary>The mailbox with this identifier takes the copy instead where there is one (RFC 9042 §4).</summary>
    public string? MailboxId { get; init; }
}
