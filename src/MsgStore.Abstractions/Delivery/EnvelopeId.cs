using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace MsgStore.Delivery;

/// <summary>Names one transaction in <c>Received</c>, logs, events and reports. Ids sort by the time they were made (RFC 9562 §5.7).</summary>
/// <param name="Value">A version 7 UUID.</param>
[JsonConverter(typeof(ParsableJsonConverter<EnvelopeId>))]
public readonly record struct EnvelopeId(Guid Value) : IParsable<EnvelopeId>
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

    /// <summary>Reads what <see cref="ToString"/> wrote, as a route parameter gives it. <paramref name="provider"/> changes nothing.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out EnvelopeId result) => TryParse(s.AsSpan(), out result);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">The text is no id.</exception>
    public static EnvelopeId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not an envelope id: 32 hexadecimal digits.");

    static EnvelopeId IParsable<EnvelopeId>.Parse(string s, IFormatProvider? provider) => Parse(s);
}
