using System.Buffers.Binary;
using System.Text;

namespace MsgStore.Protocols.Dns;

/// <summary>Writes questions (RFC 1035 §4).</summary>
internal static class DnsQueryWriter
{
    /// <summary>The largest datagram an answer may come in, as EDNS says (RFC 6891 §6.2.3): it fits into one packet anywhere.</summary>
    public const int MaxDatagram = 1232;

    private const int MaxName = 255;
    private const int MaxLabel = 63;

    /// <summary>Writes a question.</summary>
    /// <param name="id">The number by which the response is known.</param>
    /// <param name="name">A host name in ASCII, without the last dot.</param>
    /// <param name="type">The record type.</param>
    /// <param name="extended">Whether EDNS is used, which servers of old answer with an error (RFC 6891 §7).</param>
    /// <returns><see langword="null"/> where the name cannot stand in a question.</returns>
    public static byte[]? TryWrite(ushort id, string name, DnsRecordType type, bool extended = true)
    {
        var message = new List<byte>(64);
        Add16(message, id);
        Add16(message, 0x0100); // recursion desired
        Add16(message, 1);
        Add16(message, 0);
        Add16(message, 0);
        Add16(message, extended ? (ushort)1 : (ushort)0);
        if (!TryAddName(message, name))
            return null;
        Add16(message, (ushort)type);
        Add16(message, 1);
        if (!extended)
            return [.. message];

        // OPT (RFC 6891 §6.1.2): the root, type 41, the size of datagrams, no flags, no data.
        message.Add(0);
        Add16(message, 41);
        Add16(message, MaxDatagram);
        message.AddRange([0, 0, 0, 0, 0, 0]);
        return [.. message];
    }

    private static bool TryAddName(List<byte> message, string name)
    {
        if (name.Length is 0 or > MaxName - 2 || name.AsSpan().ContainsAnyExceptInRange('!', '~'))
            return false;
        foreach (var label in name.Split('.'))
        {
            if (label.Length is 0 or > MaxLabel)
                return false;
            message.Add((byte)label.Length);
            message.AddRange(Encoding.ASCII.GetBytes(label));
        }

        message.Add(0);
        return true;
    }

    private static void Add16(List<byte> message, ushort value)
    {
        Span<byte> octets = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(octets, value);
        message.AddRange(octets);
    }
}
