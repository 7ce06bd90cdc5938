using System.Text;

namespace MsgStore.Mime;

/// <summary>The first part of a message, up to and with the empty line that ends its header fields.</summary>
/// <param name="Octets">The octets; up to the limit where <see cref="IsComplete"/> is false.</param>
/// <param name="IsComplete">Whether the end of the header section, or of the message, lay within the limit.</param>
public readonly record struct HeaderSection(ReadOnlyMemory<byte> Octets, bool IsComplete)
{
    private const int BlockSize = 4096;

    /// <summary>Finds the header section of a message in memory.</summary>
    /// <param name="message">The message from its first octet.</param>
    /// <param name="maxOctets">The largest section to take.</param>
    public static HeaderSection Of(ReadOnlyMemory<byte> message, int maxOctets)
    {
        var within = message.Length > maxOctets ? message[..maxOctets] : message;
        var end = FindEnd(within.Span, 0);
        return end >= 0 ? new HeaderSection(within[..end], IsComplete: true) : new HeaderSection(within, within.Length == message.Length);
    }

    /// <summary>Reads the header section from the start of a message.</summary>
    /// <param name="message">The message; read to some octets beyond the section. Not disposed.</param>
    /// <param name="maxOctets">The largest section to read, and about the memory used.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async ValueTask<HeaderSection> ReadAsync(Stream message, int maxOctets, CancellationToken cancellationToken = default)
    {
        var octets = new byte[Math.Min(BlockSize, maxOctets)];
        var length = 0;
        while (true)
        {
            var count = await message.ReadAsync(octets.AsMemory(length), cancellationToken).ConfigureAwait(false);
            var end = FindEnd(octets.AsSpan(0, length + count), Math.Max(0, length - 3));
            length += count;
            if (end >= 0)
                return new HeaderSection(octets.AsMemory(0, end), IsComplete: true);
            if (count == 0)
                return new HeaderSection(octets.AsMemory(0, length), length < octets.Length);
            if (length < octets.Length)
                continue;
            if (length == maxOctets)
                return new HeaderSection(octets, IsComplete: false);
            Array.Resize(ref octets, (int)Math.Min((long)octets.Length * 2, maxOctets));
        }
    }

    // The end is an empty line; the message may begin with it. Lines may end in LF alone.
    private static int FindEnd(ReadOnlySpan<byte> octets, int from)
    {
        if (from == 0 && octets.StartsWith("\r\n"u8))
            return 2;
        if (from == 0 && octets.StartsWith("\n"u8))
            return 1;
        for (var at = from; octets[at..].IndexOf((byte)'\n') is >= 0 and var found;)
        {
            at += found + 1;
            if (octets[at..].StartsWith("\n"u8))
                return at + 1;
            if (octets[at..].StartsWith("\r\n"u8))
                return at + 2;
        }

        return -1;
    }

    private bool PrintMembers(StringBuilder builder) => RecordText.Write(builder, (nameof(Octets), Octets), (nameof(IsComplete), IsComplete));
}
