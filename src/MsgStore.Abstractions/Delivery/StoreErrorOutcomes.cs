using MsgStore.Storage;

namespace MsgStore.Delivery;

/// <summary>The one table from store errors to what a sender is told (RFC 3463 §3).</summary>
public static class StoreErrorOutcomes
{
    /// <summary>The outcome of a recipient whose delivery failed with a store error. The text names no path and quotes no exception.</summary>
    public static RecipientOutcome ToOutcome(this MsgStoreException exception, EmailAddress recipient)
    {
        var (code, text) = exception.ToStatus();
        return code.Class == 4 ? RecipientOutcome.Deferred(recipient, code, text) : RecipientOutcome.Rejected(recipient, code, text);
    }

    /// <summary>The status code and a line for a remote peer.</summary>
    public static (EnhancedStatusCode Code, string Text) ToStatus(this MsgStoreException exception)
    {
        var (subject, detail, text) = Describe(exception.Error);
        return (new EnhancedStatusCode(exception.IsTransient ? 4 : 5, subject, detail), text);
    }

    private static (int Subject, int Detail, string Text) Describe(StoreError error) => error switch
    {
        StoreError.MailboxNotFound or StoreError.RecipientNotFound => (1, 1, "No such user here"),
        StoreError.InvalidAddress => (1, 3, "Bad address syntax"),
        StoreError.NoRecipients => (5, 1, "No valid recipients"),
        StoreError.MailboxInUse => (2, 0, "Mailbox is in use"),
        StoreError.OverQuota => (2, 2, "Mailbox is full"),
        StoreError.MessageTooLarge => (3, 4, "Message is too large"),
        StoreError.DiskFull => (3, 1, "Insufficient system storage"),
        StoreError.FolderNotFound or StoreError.InvalidFolderName or StoreError.FolderExists or StoreError.PathTraversal =>
            (2, 0, "The message cannot be filed"),
        StoreError.KeyUnavailable or StoreError.DecryptionFailed => (7, 5, "Encryption is required and not available for the recipient"),
        _ => (3, 0, "Mail system trouble"),
    };
}
