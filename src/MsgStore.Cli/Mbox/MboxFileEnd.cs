using Microsoft.Win32.SafeHandles;

namespace MsgStore.Cli.Mbox;

/// <summary>Looks ahead in an mbox file.</summary>
internal static class MboxFileEnd
{
    private const int MaxEmptyOctets = 4;

    /// <summary>Whether a message ends at a position: the file does, or a From line follows, with an empty line or two between.</summary>
    public static bool IsAt(SafeFileHandle file, long position)
    {
        var octets = new byte[FromLine.MaxOctets + MaxEmptyOctets];
        if (position > RandomAccess.GetLength(file))
            return false;
        var length = 0;
        while (length < octets.Length && RandomAccess.Read(file, octets.AsSpan(length), position + length) is > 0 and var count)
            length += count;
        var rest = octets.AsSpan(0, length);
        var text = rest.TrimStart("\r\n"u8);
        if (rest.Length - text.Length > MaxEmptyOctets)
            return false;
        return text.IsEmpty || FromLine.TryParse(text.IndexOf((byte)'\n') is >= 0 and var end ? text[..end] : text, out _);
    }
}
