namespace MsgStore.Storage;

/// <summary>Trouble in a store, with its kind. The message is for operators; protocols never show it to a peer.</summary>
public class MsgStoreException : Exception
{
    /// <summary>Makes an exception whose transience follows from its kind.</summary>
    /// <param name="error">The kind.</param>
    /// <param name="message">Names the thing, the value and the remedy.</param>
    /// <param name="innerException">The cause, if another exception told of it.</param>
    public MsgStoreException(StoreError error, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Error = error;
        IsTransient = error is StoreError.Unavailable or StoreError.MailboxInUse or StoreError.DiskFull
            or StoreError.Corrupt or StoreError.KeyUnavailable;
    }

    /// <summary>The kind.</summary>
    public StoreError Error { get; }

    /// <summary>Whether the same call may succeed later: decides between 4yz and 5yz (RFC 5321 §4.2.1).</summary>
    public bool IsTransient { get; init; }
}
