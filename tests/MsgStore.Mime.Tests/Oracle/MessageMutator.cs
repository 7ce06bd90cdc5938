namespace MsgStore.Mime.Tests.Oracle;

/// <summary>Damages messages as transport, broken senders and attackers do.</summary>
internal static class MessageMutator
{
    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "\r\n", "\n", "\r", "\r\n\r\n", " ", "\t", "\r\n ", "=", "=\r\n", "==", "--", "\"", "\\", "(", ")", "<", ">", "@", ",", ";", ":", "/", "*", "'", "%", "?=", "=?",
            "=?utf-8?Q?", "=?iso-8859-1?B?", "_", "=C3", "=E9", "\u00E9", "charset=", "boundary=", "filename*0*=", "name=", "\0", ".", "[", "]", "+0100", "base64", "quoted-printable",
            "message/rfc822", "multipart/mixed", "text/plain", "x-uuencode", "7bit",
        }.Select(System.Text.Encoding.Latin1.GetBytes),
    ];

    /// <summary>One to four damages.</summary>
    /// <param name="message">The message.</param>
    /// <param name="others">Messages to splice from.</param>
    /// <param name="random">Decides.</param>
    public static byte[] Mutate(byte[] message, IReadOnlyList<byte[]> others, Random random)
    {
        for (var count = random.Next(1, 5); count > 0; count--)
            message = Damage(message, others, random);
        return message;
    }

    private static byte[] Damage(byte[] message, IReadOnlyList<byte[]> others, Random random)
    {
        var at = random.Next(message.Length + 1);
        switch (random.Next(9))
        {
            case 0 when at < message.Length:
                var flipped = (byte[])message.Clone();
                flipped[at] ^= (byte)(1 << random.Next(8));
                return flipped;
            case 1:
                return message[..at];
            case 2:
                return Replace(message, at, 0, Pieces[random.Next(Pieces.Length)]);
            case 3:
                return Replace(message, at, Math.Min(random.Next(1, 20), message.Length - at), []);
            case 4:
                return Replace(message, at, Math.Min(random.Next(1, 6), message.Length - at), Pieces[random.Next(Pieces.Length)]);
            case 5:
                return ChangeLineEnds(message, random);
            case 6:
                var other = others[random.Next(others.Count)];
                return [.. message[..at], .. other[random.Next(other.Length + 1)..]];
            case 7:
                return MoveLine(message, random);
            default:
                return DamageDelimiter(message, random);
        }
    }

    private static byte[] Replace(byte[] message, int at, int length, byte[] piece) => [.. message[..at], .. piece, .. message[(at + length)..]];

    private static byte[] ChangeLineEnds(byte[] message, Random random)
    {
        var (all, end) = (random.Next(3) == 0, random.Next(4) switch { 0 => "\r"u8.ToArray(), 1 => "\r\r\n"u8.ToArray(), _ => "\n"u8.ToArray() });
        return [.. Lines(message).SelectMany(line => (all || random.Next(8) == 0) && line.AsSpan().EndsWith("\r\n"u8) ? [.. line[..^2], .. end] : line)];
    }

    private static byte[] MoveLine(byte[] message, Random random)
    {
        var lines = Lines(message);
        if (lines.Count < 2)
            return message;
        var line = lines[random.Next(lines.Count)];
        if (random.Next(2) == 0)
            lines.Remove(line);
        lines.Insert(random.Next(lines.Count + 1), line);
        return [.. lines.SelectMany(octets => octets)];
    }

    private static byte[] DamageDelimiter(byte[] message, Random random)
    {
        var lines = Lines(message);
        var delimiters = lines.Select((line, at) => (line, at)).Where(pair => pair.line.AsSpan().StartsWith("--"u8)).ToList();
        if (delimiters.Count == 0)
            return message;
        var (delimiter, index) = delimiters[random.Next(delimiters.Count)];
        var text = delimiter.AsSpan().TrimEnd("\r\n"u8);
        lines[index] = random.Next(6) switch
        {
            0 => [.. text, .. " \t\r\n"u8],
            1 => [.. text, .. "--\r\n"u8],
            2 => [.. text, .. "x\r\n"u8],
            3 => [.. " "u8, .. delimiter],
            4 => [.. text[..^1], .. "\r\n"u8],
            _ => [.. "\r\n"u8, .. delimiter],
        };
        return [.. lines.SelectMany(octets => octets)];
    }

    /// <summary>The lines, each with its end.</summary>
    public static List<byte[]> Lines(byte[] message)
    {
        var lines = new List<byte[]>();
        for (var start = 0; start < message.Length;)
        {
            var length = message.AsSpan(start).IndexOf((byte)'\n') is >= 0 and var end ? end + 1 : message.Length - start;
            lines.Add(message[start..(start + length)]);
            start += length;
        }
        return lines;
    }
}
