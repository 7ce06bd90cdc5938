namespace MsgStore.Sieve;

/// <summary>Settings of <c>vacation</c> and <c>vacation-seconds</c> (RFC 5230 §4.1, RFC 6131 §2).</summary>
public sealed record VacationOptions
{
    /// <summary>How long a sender gets no second response where a script names no time. Default: 7 days.</summary>
    public TimeSpan DefaultPeriod { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The shortest time a script can ask for; shorter ones are made this. Default: a day.</summary>
    public TimeSpan MinPeriod { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The longest time a script can ask for; longer ones are made this. Default: 60 days.</summary>
    public TimeSpan MaxPeriod { get; init; } = TimeSpan.FromDays(60);

    /// <summary>Respond although none of the owner's addresses is in the header (against RFC 5230 §4.5). Default: no.</summary>
    public bool IgnoreRecipients { get; init; }

    /// <summary>Characters of the original subject used in a response. Default: 256.</summary>
    public int MaxSubjectLength { get; init; } = 256;
}
