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

    /// <summary>The subject of an answer to a message without one.</summary>
    public string DefaultSubject { get; init; } = "Automated reply";

    /// <summary>How a subject is made of the message's, which stands for <c>{subject}</c>.</summary>
    public string SubjectTemplate { get; init; } = "Auto: {subject}";

    /// <summary>Answer the address of the header although the reverse-path is another one, as where forwarders rewrite it. Default: no (RFC 5230 §4.6).</summary>
    public bool AnswersHeaderSender { get; init; }

    /// <summary>Send answers with the recipient as reverse-path instead of an empty one. Default: no (RFC 5230 §5.1 wants bounces to go nowhere).</summary>
    public bool SendsFromRecipient { get; init; }

    /// <summary>Whether the address before aliases counts as the owner's (RFC 5230 §4.5 leaves it open). Default: no.</summary>
    public bool KnowsOriginalRecipient { get; init; }

    /// <summary>Characters of the original subject used in a response. Default: 256.</summary>
    public int MaxSubjectLength { get; init; } = 256;
}
