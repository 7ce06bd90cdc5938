namespace MsgStore.Sieve;

/// <summary>Settings of <c>duplicate</c> (RFC 7352 §3.4).</summary>
public sealed record DuplicateOptions
{
    /// <summary>How long a value is remembered where a script names no time. Default: 12 hours.</summary>
    public TimeSpan DefaultPeriod { get; init; } = TimeSpan.FromHours(12);

    /// <summary>The longest time a script can ask for; longer ones are made this. Default: 2 days.</summary>
    public TimeSpan MaxPeriod { get; init; } = TimeSpan.FromDays(2);
}
