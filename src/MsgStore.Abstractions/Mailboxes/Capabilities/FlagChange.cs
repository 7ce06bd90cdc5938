namespace MsgStore.Mailboxes.Capabilities;

/// <summary>A change of flags and keywords (STORE, RFC 9051 §6.4.6).</summary>
/// <param name="Mode">What the change does.</param>
/// <param name="Flags">System flags.</param>
/// <param name="Keywords">Keywords.</param>
public sealed record FlagChange(FlagChangeMode Mode, MessageFlags Flags, KeywordSet Keywords)
{
    /// <summary>A change of system flags only.</summary>
    public FlagChange(FlagChangeMode mode, MessageFlags flags) : this(mode, flags, KeywordSet.Empty)
    {
    }

    /// <summary>The flags after the change.</summary>
    public MessageFlags Apply(MessageFlags flags) => Mode switch
    {
        FlagChangeMode.Add => flags | Flags,
        FlagChangeMode.Remove => flags & ~Flags,
        _ => Flags,
    };

    /// <summary>The keywords after the change.</summary>
    public KeywordSet Apply(KeywordSet keywords) => Mode switch
    {
        FlagChangeMode.Add => keywords.Union(Keywords),
        FlagChangeMode.Remove => keywords.Except(Keywords),
        _ => Keywords,
    };
}
