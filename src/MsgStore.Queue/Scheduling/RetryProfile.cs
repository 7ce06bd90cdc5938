namespace MsgStore.Queue.Scheduling;

/// <summary>When a message that was put off is tried again, and when it is given up.</summary>
/// <param name="FirstInterval">From the first attempt to the second.</param>
/// <param name="Factor">How much longer each interval is than the one before.</param>
/// <param name="MaxInterval">The longest interval.</param>
/// <param name="Jitter">By which part an interval varies up and down at random: 0 to 1.</param>
/// <param name="GiveUpAfter">From the enqueueing to the end.</param>
/// <param name="MaxAttempts">Attempts at most; <see langword="null"/> for no limit but time.</param>
public sealed record RetryProfile(TimeSpan FirstInterval, double Factor, TimeSpan MaxInterval, double Jitter, TimeSpan GiveUpAfter, int? MaxAttempts = null)
{
    /// <summary>For mail between hosts (RFC 5321 §4.5.4.1): 5 minutes, doubled up to 4 hours, varied by a tenth, for 5 days.</summary>
    public static RetryProfile Default { get; } = new(TimeSpan.FromMinutes(5), 2, TimeSpan.FromHours(4), 0.1, TimeSpan.FromDays(5));

    /// <summary>For mail that is of use only soon: 5 seconds, doubled up to 10 minutes, varied by a fifth, for a day.</summary>
    public static RetryProfile Fast { get; } = new(TimeSpan.FromSeconds(5), 2, TimeSpan.FromMinutes(10), 0.2, TimeSpan.FromDays(1));

    /// <summary>For peers beside this host: three more attempts, 5 minutes apart.</summary>
    public static RetryProfile Simple { get; } = new(TimeSpan.FromMinutes(5), 1, TimeSpan.FromMinutes(5), 0, TimeSpan.FromDays(5), MaxAttempts: 4);

    /// <summary>When to try again.</summary>
    /// <param name="attempts">Attempts made, the last one included; at least 1.</param>
    /// <param name="now">The moment, in UTC.</param>
    /// <param name="expiresAt">When it is given up at the latest.</param>
    /// <param name="chance">A number from 0 to below 1, for the jitter.</param>
    /// <returns><see langword="null"/> where it is given up now. Where its time ends before the next attempt, that end: then it is given up without another one.</returns>
    public DateTimeOffset? Next(int attempts, DateTimeOffset now, DateTimeOffset expiresAt, double chance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempts, 1);
        if (now >= expiresAt || attempts >= MaxAttempts)
            return null;
        var seconds = Math.Min(FirstInterval.TotalSeconds * Math.Pow(Factor, Math.Min(attempts - 1, 64)), MaxInterval.TotalSeconds);
        seconds *= 1 + (Jitter * ((2 * chance) - 1));
        var next = now + TimeSpan.FromSeconds(seconds);
        return next < expiresAt ? next : expiresAt;
    }
}
