using System.Buffers;
using MsgStore.Delivery;

namespace MsgStore.Protocols.Smtp.Client;

/// <summary>Which extensions a message needs.</summary>
/// <param name="Has8Bit">Whether any octet is above 127 (RFC 6152).</param>
/// <param name="Has8BitHeader">Whether one of the header section is (RFC 6532).</param>
internal readonly record struct ContentNeeds(bool Has8Bit, bool Has8BitHeader)
{
    private const int BufferSize = 32 * 1024;

    /// <summary>Reads the message until it is known, in one buffer.</summary>
    public static async ValueTask<ContentNeeds> ReadAsync(MessageContent content, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        var stream = content.OpenRead();
        await using (stream.ConfigureAwait(false))
        {
            var kept = 0;
            var inHeader = true;
            int read;
            while ((read = await stream.ReadAsync(buffer.AsMemory(kept, BufferSize - kept), cancellationToken).ConfigureAwait(false)) > 0)
            {
                var octets = buffer.AsSpan(0, kept + read);
                var end = inHeader ? octets.IndexOf("\r\n\r\n"u8) : -1;
                var first = octets.IndexOfAnyInRange((byte)0x80, (byte)0xff);
                if (first >= 0)
                {
                    ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
                    return new ContentNeeds(true, inHeader && (end < 0 || first < end));
                }

                inHeader &= end < 0;

                // The empty line may be split between two reads.
                kept = Math.Min(3, octets.Length);
                octets[^kept..].CopyTo(buffer);
            }
        }

        ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        return default;
    }
}
