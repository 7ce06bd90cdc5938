using System.Globalization;
using MsgStore.Mailboxes;

namespace MsgStore.Sqlite.Rows;

/// <summary>Keys: the UID and the row's tag in hexadecimal, as <c>1f-09a3b2c1</c>; or the name a message brought from another store.</summary>
internal static class MessageKeys
{
    private const int MaxLength = 200;
    private const int TagDigits = 8;

    /// <summary>The key of a row without a name.</summary>
    public static MessageKey Of(uint uid, uint tag) => new(string.Create(CultureInfo.InvariantCulture, $"{uid:x}-{tag:x8}"));

    /// <summary>Reads what <see cref="Of"/> wrote, and only that.</summary>
    public static bool TryParse(MessageKey key, out uint uid, out uint tag)
    {
        uid = tag = 0;
        var text = key.Value ?? "";
        var dash = text.Length - TagDigits - 1;
        return dash is > 0 and <= 8 && text[dash] == '-'
            && uint.TryParse(text.AsSpan(0, dash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uid)
            && uint.TryParse(text.AsSpan(dash + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out tag)
            && Of(uid, tag) == key;
    }

    /// <summary>Whether a text can be a key: printable ASCII without blanks.</summary>
    public static bool IsKey(MessageKey key) =>
        key.Value is { Length: > 0 and <= MaxLength } text && text.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0;
}
