using System.Text;

namespace MsgStore.Posix;

/// <summary>Turns names (one char per octet) into what system calls take, and refuses what is not a single path component.</summary>
internal static class OctetName
{
    /// <summary>Longest name in octets on the file systems supported.</summary>
    public const int MaxOctets = 255;

    /// <summary>Buffer that holds any name and its end mark.</summary>
    public const int BufferOctets = MaxOctets + 1;

    /// <summary>Writes the name and a zero octet.</summary>
    /// <exception cref="PosixException"><see cref="PosixError.NameTooLong"/>.</exception>
    /// <exception cref="ArgumentException">The name is empty, <c>.</c>, <c>..</c>, or holds a slash, a zero or a char above U+00FF.</exception>
    public static void Encode(string name, Span<byte> buffer)
    {
        if (name.Length > MaxOctets)
            throw new PosixException("name", PosixError.NameTooLong, 0);
        if (name.Length == 0 || name is "." or ".." || name.AsSpan().IndexOfAny('/', '\0') >= 0 || name.AsSpan().IndexOfAnyExceptInRange('\0', '\u00ff') >= 0)
            throw new ArgumentException("Not a single path component.", nameof(name));
        Encoding.Latin1.GetBytes(name, buffer);
        buffer[name.Length] = 0;
    }

    /// <summary>The name for these octets.</summary>
    public static string Decode(ReadOnlySpan<byte> octets) => Encoding.Latin1.GetString(octets);

    /// <summary>The text of a name that is UTF-8.</summary>
    public static string ToText(string name) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(name));

    /// <summary>The name for this text: its UTF-8 octets.</summary>
    public static string FromText(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
