namespace MsgStore.Delivery;

/// <summary>Names one transaction in <c>Received</c>, logs, events and reports. Ids sort by the time they were made (RFC 9562 §5.7).</summary>
/// <param name="Value">A version 7 UUID.</param>
public readonly record struct EnvelopeId(Guid Value)
{
    /// <summary>Makes a new id.</summary>
    /// <param name="now">The time it sorts by.</param>
    public static EnvelopeId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("N");

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out EnvelopeId id)
    {
        var ok = Guid.TryParseExact(text, "N", out var value);
        id = new EnvelopeId(value);
        return ok;
    }
}
