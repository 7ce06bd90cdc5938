using MsgStore.Mailboxes;
using MsgStore.Posix;

namespace MsgStore.Maildir.Names;

/// <summary>The flags part of a name in <c>cur</c>: <c>:2,</c>, system flags in capitals, keywords as small letters, in ASCII order.</summary>
internal static class MaildirFlags
{
    /// <summary>Starts the flags.</summary>
    public const string Separator = ":2,";

    /// <summary>Keywords a name can hold.</summary>
    public const int MaxKeywords = 26;

    private static readonly (char Letter, MessageFlags Flag)[] Letters =
    [
        ('D', MessageFlags.Draft), ('F', MessageFlags.Flagged), ('R', MessageFlags.Answered), ('S', MessageFlags.Seen), ('T', MessageFlags.Deleted),
    ];

    /// <summary>Reads what follows the base name; letters that are not known are passed over.</summary>
    public static (MessageFlags Flags, uint Keywords) Parse(ReadOnlySpan<byte> info)
    {
        var flags = MessageFlags.None;
        uint keywords = 0;
        if (!info.StartsWith(":2,"u8))
            return default;
        foreach (var octet in info[3..])
        {
            if (octet == ',')
                break;
            if (octet is >= (byte)'a' and <= (byte)'z')
                keywords |= 1u << (octet - 'a');
            foreach (var (letter, flag) in Letters)
                if (octet == letter)
                    flags |= flag;
        }
        return (flags, keywords);
    }

    /// <summary>Writes the flags part.</summary>
    /// <param name="flags">System flags.</param>
    /// <param name="keywords">Bits of the keyword letters.</param>
    /// <param name="previous">The flags part the file had: letters unknown here (as <c>P</c>, passed) are kept, and so is all that follows a comma, where other programs put fields of their own.</param>
    public static string Format(MessageFlags flags, uint keywords, ReadOnlySpan<byte> previous = default)
    {
        var letters = new SortedSet<char>();
        foreach (var (letter, flag) in Letters)
            if (flags.HasFlag(flag))
                letters.Add(letter);
        for (var bit = 0; bit < MaxKeywords; bit++)
            if ((keywords & (1u << bit)) != 0)
                letters.Add((char)('a' + bit));
        if (!previous.StartsWith(":2,"u8))
            return Separator + string.Concat(letters);
        var comma = previous[3..].IndexOf((byte)',');
        var rest = comma < 0 ? default : previous[(3 + comma)..];
        foreach (var octet in previous[3..^rest.Length])
            if (!IsKnown(octet))
                letters.Add((char)octet);
        return Separator + string.Concat(letters) + OctetName.Decode(rest);
    }

    private static bool IsKnown(byte octet) => octet is >= (byte)'a' and <= (byte)'z' || Array.Exists(Letters, known => known.Letter == octet);
}
