using System.Buffers;
using System.Text;
using MsgStore.Delivery;

namespace MsgStore.Pipeline;

/// <summary>Takes <c>Return-Path</c> fields out of a header section.</summary>
internal static class ForeignReturnPaths
{
    private const int BlockSize = 8 * 1024;
    private const int MaxHeader = 1024 * 1024;

    /// <summary>The message without them; itself where it has none. A header section of more than 1 MiB is looked at no further.</summary>
    public static async ValueTask<MessageContent> RemoveAsync(MessageContent content, CancellationToken cancellationToken)
    {
        if (content.TryGetMemory(out var all))
            return Remove(content, all[..Math.Min(all.Length, MaxHeader)]);
        var octets = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            var length = 0;
            var stream = content.OpenRead();
            await using (stream.ConfigureAwait(false))
            {
                int read;
                while ((read = await stream.ReadAsync(octets.AsMemory(length), cancellationToken).ConfigureAwait(false)) > 0)
                {
                    length += read;
                    if (length >= MaxHeader || octets.AsSpan(0, length).IndexOf("\r\n\r\n"u8) >= 0)
                        break;
                    if (length == octets.Length)
                        octets = Grow(octets);
                }
            }

            return Remove(content, octets.AsMemory(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(octets, clearArray: true);
        }
    }

    private static byte[] Grow(byte[] octets)
    {
        var larger = ArrayPool<byte>.Shared.Rent(octets.Length * 2);
        octets.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(octets, clearArray: true);
        return larger;
    }

    private static MessageContent Remove(MessageContent content, ReadOnlyMemory<byte> start)
    {
        var kept = new List<ReadOnlyMemory<byte>>();
        var from = 0;
        var isOut = false;
        for (var at = 0; at < start.Length;)
        {
            var end = start.Span[at..].IndexOf("\r\n"u8);
            var line = start.Span[at..(end < 0 ? start.Length : at + end)];
            // An empty line ends the section, and so does what is no field.
            var isFolded = at > 0 && line is [(byte)' ' or (byte)'\t', ..];
            // The separator line of an mbox file stands in front of fields, and becomes one.
            var isSeparator = at == 0 && (line.StartsWith("From "u8) || line.StartsWith(">From "u8));
            if (end <= 0 || (!isFolded && !isSeparator && line.IndexOf((byte)':') < 1))
                break;
            var wasOut = isOut;
            isOut = isFolded ? isOut : IsReturnPath(line);
            if (isOut && !wasOut)
                kept.Add(start[from..at]);
            at += end + 2;
            if (isOut)
                from = at;
        }

        if (kept.Count == 0)
            return content;
        var octets = new byte[kept.Sum(part => part.Length)];
        var length = 0;
        foreach (var part in kept)
        {
            part.Span.CopyTo(octets.AsSpan(length));
            length += part.Length;
        }

        return content.WithStart(octets, from);
    }

    private static bool IsReturnPath(ReadOnlySpan<byte> line)
    {
        var name = "Return-Path"u8;
        return line.Length > name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name)
            && line[name.Length..].TrimStart(" \t"u8) is [(byte)':', ..];
    }
}
