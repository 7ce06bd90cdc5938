using System.Buffers.Text;
using MsgStore.Mailboxes;

namespace MsgStore.Maildir.Names;

/// <summary>What a file name in <c>new</c> or <c>cur</c> says: <c>unique[,S=n][,W=n][,E=key id][:2,flags]</c>.</summary>
/// <remarks>Offsets count octets of the name that was read. Names made by other programs are taken as far as they can be understood.</remarks>
internal readonly struct MaildirName
{
    /// <summary>Octets before the flags: what stays when flags change, and what <c>dovecot-uidlist</c> holds.</summary>
    public required int BaseLength { get; init; }

    /// <summary>Octets before the size fields; the whole base where something else follows the first comma.</summary>
    public required int UniqueLength { get; init; }

    /// <summary>Stored octets (<c>S=</c>); -1 where the name does not say.</summary>
    public required long StoredSize { get; init; }

    /// <summary>Plaintext octets with CRLF line ends (<c>W=</c>); -1 where the name does not say.</summary>
    public required long WireSize { get; init; }

    /// <summary>Where the key id of a sealed message stands (<c>E=</c>); empty for plaintext.</summary>
    public required Range KeyId { get; init; }

    /// <summary>Internal date in seconds since 1970; -1 where only the file's modification time tells it.</summary>
    public required long DateSeconds { get; init; }

    /// <summary>System flags.</summary>
    public required MessageFlags Flags { get; init; }

    /// <summary>Bit n stands for the letter <c>a</c> + n, an index into <c>dovecot-keywords</c>.</summary>
    public required uint KeywordBits { get; init; }

    /// <summary>Whether the message is sealed.</summary>
    public bool IsSealed => !KeyId.Equals(default);

    /// <summary>Reads a name.</summary>
    /// <returns>False for what cannot be a message's name: empty, dotted, longer than 255 octets, or with a control octet.</returns>
    public static bool TryParse(ReadOnlySpan<byte> name, out MaildirName result)
    {
        result = default;
        if (name.IsEmpty || name[0] == '.' || name[0] == ':' || name.Length > 255)
            return false;
        foreach (var octet in name)
            if (octet is < 0x20 or 0x7f or (byte)'/')
                return false;
        var separator = name.IndexOf((byte)':');
        var baseLength = separator < 0 ? name.Length : separator;
        var (flags, keywords) = separator < 0 ? default : MaildirFlags.Parse(name[separator..]);
        var fields = NameFields.Read(name[..baseLength]);
        result = new MaildirName
        {
            BaseLength = baseLength,
            UniqueLength = fields.UniqueLength,
            StoredSize = fields.StoredSize,
            WireSize = fields.WireSize,
            KeyId = fields.KeyId,
            DateSeconds = ReadOwnDate(name[..fields.UniqueLength]),
            Flags = flags,
            KeywordBits = keywords,
        };
        return true;
    }

    /// <summary>The seconds of a unique name made by <see cref="UniqueNames"/>, whose date is the internal date; -1 for any other.</summary>
    private static long ReadOwnDate(ReadOnlySpan<byte> unique)
    {
        if (!Utf8Parser.TryParse(unique, out long seconds, out var length) || seconds < 0 || unique[0] == '+')
            return -1;
        var rest = unique[length..];
        return Skip(ref rest, ".M"u8) && Skip(ref rest, "P"u8) && Skip(ref rest, "Q"u8) && rest.StartsWith("R"u8) ? seconds : -1;
    }

    private static bool Skip(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> mark)
    {
        if (!rest.StartsWith(mark))
            return false;
        rest = rest[mark.Length..];
        var end = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (end <= 0)
            return false;
        rest = rest[end..];
        return true;
    }
}
