namespace MsgStore.Delivery;

/// <summary>What a spam filter said of a message, read by Sieve's spamtest (RFC 5235) and by admission policies.</summary>
/// <param name="Filter">Name of the filter.</param>
/// <param name="Score">The filter's own score.</param>
/// <param name="Threshold">The score from which the filter calls a message spam.</param>
public sealed record SpamVerdict(string Filter, double Score, double Threshold)
{
    /// <summary>Whether the filter calls the message spam.</summary>
    public bool IsSpam => Score >= Threshold;
}
