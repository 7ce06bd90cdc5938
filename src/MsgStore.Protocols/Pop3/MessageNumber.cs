using System.Buffers.Text;

namespace MsgStore.Protocols.Pop3;

/// <summary>Reads message numbers (RFC 1939 §5).</summary>
internal static class MessageNumber
{
    /// <summary>Whether there is no argument.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> argument) => argument.IndexOfAnyExcept((byte)' ') < 0;

    /// <summary>Reads a number of one to nine digits.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out int number)
    {
        number = 0;
        return text.Length is > 0 and <= 9 && char.IsAsciiDigit((char)text[0])
            && Utf8Parser.TryParse(text, out number, out var length) && length == text.Length;
    }

    /// <summary>Reads the number of a message that is not marked.</summary>
    /// <returns>The refusal; <see langword="null"/> if all is well.</returns>
    public static Pop3Reply? Read(ReadOnlySpan<byte> argument, Maildrop maildrop, out int number)
    {
        if (!TryParse(argument.Trim((byte)' '), out number))
            return Pop3Replies.BadArgument;
        if (!maildrop.Exists(number))
            return Pop3Replies.NoSuchMessage;
        return maildrop.IsDeleted(number) ? Pop3Replies.IsDeleted : null;
    }
}
