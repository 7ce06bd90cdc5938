using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json.Serialization;
using MsgStore.Storage;

namespace MsgStore.Mailboxes;

/// <summary>A folder of a mailbox, with <c>/</c> between its levels. The default value is INBOX, which is written in any case (RFC 9051 §5.1).</summary>
/// <remarks>
/// At most 16 levels, each of 1 to 200 octets in UTF-8, not <c>.</c> or <c>..</c>, without control characters or lone surrogates; 800 octets
/// in all. A backend may refuse more with <see cref="StoreError.InvalidFolderName"/> (Maildir++ cannot hold a full stop in a level).
/// </remarks>
[JsonConverter(typeof(ParsableJsonConverter<FolderName>))]
public readonly record struct FolderName : IParsable<FolderName>
{
    /// <summary>Separates levels.</summary>
    public const char Separator = '/';

    private const int MaxLevels = 16;
    private const int MaxLevelOctets = 200;
    private const int MaxOctets = 800;
    private const string InboxName = "INBOX";

    private readonly string? _value;

    private FolderName(string value) => _value = value == InboxName ? null : value;

    /// <summary>The folder every mailbox has.</summary>
    public static FolderName Inbox => default;

    /// <summary>The whole name.</summary>
    public string Value => _value ?? InboxName;

    /// <summary>Whether this is INBOX itself.</summary>
    public bool IsInbox => _value is null;

    /// <summary>The levels from the top.</summary>
    public IReadOnlyList<string> Levels => Value.Split(Separator);

    /// <summary>The folder above; <see langword="null"/> at the top level.</summary>
    public FolderName? Parent => Value.LastIndexOf(Separator) is > 0 and var at ? new FolderName(Value[..at]) : null;

    /// <summary>Reads a name.</summary>
    public static bool TryParse(string text, out FolderName name)
    {
        name = default;
        if (text.Length is 0 or > MaxOctets || Encoding.UTF8.GetByteCount(text) > MaxOctets)
            return false;
        var levels = text.Split(Separator);
        if (levels.Length > MaxLevels || !levels.All(IsLevel))
            return false;
        if (levels[0].Equals(InboxName, StringComparison.OrdinalIgnoreCase))
            levels[0] = InboxName;
        name = new FolderName(string.Join(Separator, levels));
        return true;
    }

    /// <summary>Reads a name.</summary>
    /// <exception cref="MsgStoreException"><see cref="StoreError.InvalidFolderName"/>.</exception>
    public static FolderName Parse(string text) =>
        TryParse(text, out var name) ? name : throw new MsgStoreException(StoreError.InvalidFolderName,
            $"'{text}' is not a folder name: 1 to {MaxLevels} levels parted by '/', none empty, '.' or '..', no control characters.");

    /// <summary>Reads a name, as a route parameter gives it. <paramref name="provider"/> changes nothing.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out FolderName result)
    {
        result = default;
        return s is not null && TryParse(s, out result);
    }

    static FolderName IParsable<FolderName>.Parse(string s, IFormatProvider? provider) => Parse(s);

    /// <summary>The folder of that name below this one.</summary>
    /// <exception cref="MsgStoreException"><see cref="StoreError.InvalidFolderName"/>.</exception>
    public FolderName Child(string level) => Parse($"{Value}{Separator}{level}");

    /// <summary>Whether this folder lies below another, at any depth.</summary>
    public bool IsBelow(FolderName ancestor) =>
        Value.Length > ancestor.Value.Length && Value[ancestor.Value.Length] == Separator && Value.StartsWith(ancestor.Value, StringComparison.Ordinal);

    /// <summary>The whole name.</summary>
    public override string ToString() => Value;

    private static bool IsLevel(string level)
    {
        if (level is "" or "." or ".." || Encoding.UTF8.GetByteCount(level) > MaxLevelOctets)
            return false;
        foreach (var rune in level.EnumerateRunes())
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar || rune.Value is 0x2028 or 0x2029)
                return false;
        return true;
    }
}
