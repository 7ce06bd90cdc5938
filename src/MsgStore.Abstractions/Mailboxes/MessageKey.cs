using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace MsgStore.Mailboxes;

/// <summary>Names a message within its folder for ever, whatever happens to flags and UIDs. Printable ASCII without blanks, at most 200 octets.</summary>
/// <param name="Value">The backend's name for it; opaque to others.</param>
[JsonConverter(typeof(ParsableJsonConverter<MessageKey>))]
public readonly record struct MessageKey(string Value) : IParsable<MessageKey>
{
    /// <summary>The most characters of a key.</summary>
    public const int MaxLength = 200;

    /// <summary>The name.</summary>
    public override string ToString() => Value;

    /// <summary>Reads a key, as a route parameter gives it. Whether a message has it only its store knows. <paramref name="provider"/> changes nothing.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out MessageKey result)
    {
        var isKey = s is { Length: > 0 and <= MaxLength } && !s.AsSpan().ContainsAnyExceptInRange('!', '~');
        result = isKey ? new MessageKey(s!) : default; // A key is a text.
        return isKey;
    }

    /// <summary>Reads a key.</summary>
    /// <exception cref="FormatException">The text is none.</exception>
    public static MessageKey Parse(string text) => TryParse(text, null, out var key)
        ? key : throw new FormatException($"'{text}' is not a message key: 1 to {MaxLength} printable ASCII characters without blanks.");

    static MessageKey IParsable<MessageKey>.Parse(string s, IFormatProvider? provider) => Parse(s);
}
