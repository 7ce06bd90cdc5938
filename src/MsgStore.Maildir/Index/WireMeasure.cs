using System.Buffers;
using MsgStore.Posix;

namespace MsgStore.Maildir.Index;

/// <summary>Counts what a file has on the wire, where each line feed without a carriage return gets one.</summary>
internal static class WireMeasure
{
    private const int BufferOctets = 64 * 1024;

    /// <summary>Octets of the file with CRLF line ends.</summary>
    public static long Measure(IFileHandle file)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferOctets);
        try
        {
            long offset = 0, lone = 0;
            var last = (byte)0;
            int count;
            while ((count = file.Read(buffer.AsSpan(0, BufferOctets), offset)) > 0)
            {
                lone += CountLone(buffer.AsSpan(0, count), last);
                last = buffer[count - 1];
                offset += count;
            }
            return offset + lone;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    /// <summary>Line feeds that follow no carriage return.</summary>
    /// <param name="octets">A part of a message.</param>
    /// <param name="before">The octet before it; 0 at the start.</param>
    public static int CountLone(ReadOnlySpan<byte> octets, byte before)
    {
        if (octets.IsEmpty)
            return 0;
        var all = octets.Count((byte)'\n');
        return all - octets.Count("\r\n"u8) - (before == '\r' && octets[0] == '\n' ? 1 : 0);
    }
}
