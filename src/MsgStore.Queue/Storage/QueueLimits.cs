namespace MsgStore.Queue.Storage;

/// <summary>How much a queue holds, and what happens beyond that. Messages count as long as a recipient of theirs is neither done nor dead.</summary>
/// <param name="MaxMessages">Messages at most.</param>
/// <param name="MaxOctets">Octets at most.</param>
/// <param name="MaxMessagesPerSender">Messages of one reverse-path at most; <see langword="null"/> for no limit.</param>
/// <param name="MaxOctetsPerSender">Octets of one reverse-path at most; <see langword="null"/> for no limit.</param>
/// <param name="Overflow">What happens beyond the limits.</param>
public sealed record QueueLimits(
    long MaxMessages, long MaxOctets, long? MaxMessagesPerSender = null, long? MaxOctetsPerSender = null, OverflowPolicy Overflow = OverflowPolicy.Defer)
{
    /// <summary>No limits.</summary>
    public static QueueLimits None { get; } = new(long.MaxValue, long.MaxValue);
}
