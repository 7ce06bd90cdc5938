namespace MsgStore.Mailboxes.Capabilities;

/// <summary>What a mailbox holds and may hold, over all folders (RFC 9208 §3).</summary>
/// <param name="UsedOctets">Stored octets.</param>
/// <param name="UsedMessages">Stored messages.</param>
/// <param name="LimitOctets">The most it may hold; <see langword="null"/> without limit.</param>
/// <param name="LimitMessages">The most it may hold; <see langword="null"/> without limit.</param>
public sealed record Quota(long UsedOctets, long UsedMessages, long? LimitOctets, long? LimitMessages)
{
    /// <summary>Whether a further message fits.</summary>
    /// <param name="octets">Its stored size.</param>
    public bool Admits(long octets) => !(UsedOctets + octets > LimitOctets) && !(UsedMessages + 1 > LimitMessages);
}
