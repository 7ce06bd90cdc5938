namespace MsgStore.Delivery;

/// <summary>
/// What belongs between header fields and a message they are put in front of. A message may begin with what is no field: without more it would become
/// the end of the field before it, or hide all fields that follow.
/// </summary>
internal static class HeaderStart
{
    // A line has 998 octets (RFC 5322 §2.1.1), so that the colon behind a field's name is among them.
    private const int MaxLine = 998;

    /// <summary>The fields, with what belongs behind them in front of a message.</summary>
    public static ReadOnlyMemory<byte> Join(ReadOnlyMemory<byte> fields, MessageContent message)
    {
        var glue = Glue(Peek(message).Span);
        return glue.IsEmpty ? fields : (byte[])[.. fields.Span, .. glue];
    }

    // An empty line ends the header section (RFC 5322 §2.1). The line of mbox files is kept as a field, since fields follow it.
    private static ReadOnlySpan<byte> Glue(ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty || start[0] is (byte)'\r' or (byte)'\n' || IsField(start))
            return default;
        return start.StartsWith("From "u8) || start.StartsWith(">From "u8) ? "X-Mailbox-Line: "u8 : "\r\n"u8;
    }

    // field-name: printable but for ":" (RFC 5322 §3.6.8); blanks may follow it (§4.5).
    private static bool IsField(ReadOnlySpan<byte> start)
    {
        var name = start.IndexOfAnyExceptInRange((byte)33, (byte)126);
        var colon = start.IndexOf((byte)':');
        if (colon < 1 || name == 0)
            return false;
        return name < 0 || name > colon || start[name..colon].IndexOfAnyExcept((byte)' ', (byte)'\t') < 0;
    }

    private static ReadOnlyMemory<byte> Peek(MessageContent message)
    {
        // Fields that were put in front before this are at hand.
        if (message is PrefixedMessageContent { Prefix: var fields } && fields.Span.Contains((byte)'\n'))
            return fields;
        if (message.TryGetMemory(out var octets))
            return octets[..Math.Min(octets.Length, MaxLine)];
        var start = new byte[MaxLine];
        using var stream = message.OpenRead();
        return start.AsMemory(0, stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
    }
}
