using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;

namespace MsgStore.Protocols.Dns;

/// <summary>Reads responses (RFC 1035 §4). Any octets end in a message or in none.</summary>
internal ref struct DnsResponseReader
{
    private const int HeaderLength = 12;
    private const int MaxName = 255;

    // A response in 64 KiB cannot hold more records than this and still answer a question of mail.
    private const int MaxRecords = 512;

    private readonly ReadOnlySpan<byte> _message;
    private int _at;

    private DnsResponseReader(ReadOnlySpan<byte> message) => _message = message;

    /// <summary>Reads a whole response.</summary>
    /// <returns>False for what is no response to one question.</returns>
    public static bool TryRead(ReadOnlySpan<byte> octets, [NotNullWhen(true)] out DnsMessage? message)
    {
        message = null;
        var reader = new DnsResponseReader(octets);
        return octets.Length >= HeaderLength && reader.TryReadMessage(out message);
    }

    private bool TryReadMessage([NotNullWhen(true)] out DnsMessage? message)
    {
        message = null;
        var id = BinaryPrimitives.ReadUInt16BigEndian(_message);
        var flags = BinaryPrimitives.ReadUInt16BigEndian(_message[2..]);
        var questions = BinaryPrimitives.ReadUInt16BigEndian(_message[4..]);
        var answers = BinaryPrimitives.ReadUInt16BigEndian(_message[6..]);
        _at = HeaderLength;
        if ((flags & 0x8000) == 0 || questions != 1 || !TryReadName(out var name) || !TryRead16(out var type) || !TryRead16(out var @class) || @class != 1)
            return false;
        var truncated = (flags & 0x0200) != 0;
        var records = ImmutableArray.CreateBuilder<DnsRecord>();
        for (var i = 0; i < answers; i++)
        {
            // What a truncated response lacks is asked for again over TCP.
            if (i == MaxRecords || !TryReadRecord(out var record))
            {
                if (!truncated)
                    return false;
                break;
            }

            if (record is not null)
                records.Add(record);
        }

        message = new DnsMessage(id, flags & 0x000f, truncated, name, type, records.ToImmutable());
        return true;
    }

    private bool TryReadRecord(out DnsRecord? record)
    {
        record = null;
        if (!TryReadName(out var name) || !TryRead16(out var type) || !TryRead16(out var @class) || _at + 4 > _message.Length)
            return false;
        var seconds = BinaryPrimitives.ReadUInt32BigEndian(_message[_at..]);
        _at += 4;
        if (!TryRead16(out var length) || _at + length > _message.Length)
            return false;

        // The highest bit means zero (RFC 2181 §8).
        var timeToLive = TimeSpan.FromSeconds(seconds > int.MaxValue ? 0 : seconds);
        var end = _at + length;
        if (@class == 1 && !TryReadData((DnsRecordType)type, end, name, timeToLive, out record))
            return false;
        _at = end;
        return true;
    }

    private bool TryReadData(DnsRecordType type, int end, string name, TimeSpan timeToLive, out DnsRecord? record)
    {
        record = null;
        switch (type)
        {
            case DnsRecordType.A when end - _at == 4:
            case DnsRecordType.Aaaa when end - _at == 16:
                record = new DnsRecord.Address(new IPAddress(_message[_at..end])) { Name = name, TimeToLive = timeToLive };
                return true;
            case DnsRecordType.Mx:
                if (!TryRead16(out var preference) || !TryReadName(out var exchange) || _at != end)
                    return false;
                record = new DnsRecord.MailExchange(preference, exchange) { Name = name, TimeToLive = timeToLive };
                return true;
            case DnsRecordType.Cname:
                if (!TryReadName(out var target) || _at != end)
                    return false;
                record = new DnsRecord.Alias(target) { Name = name, TimeToLive = timeToLive };
                return true;
            case DnsRecordType.Txt:
                return TryReadText(end, name, timeToLive, out record);
            case DnsRecordType.A or DnsRecordType.Aaaa:
                return false;
            default:
                return true;
        }
    }

    private readonly bool TryReadText(int end, string name, TimeSpan timeToLive, out DnsRecord? record)
    {
        record = null;
        var text = new StringBuilder();
        for (var at = _at; at < end;)
        {
            var length = _message[at++];
            if (at + length > end)
                return false;
            text.Append(Encoding.Latin1.GetString(_message.Slice(at, length)));
            at += length;
        }

        record = new DnsRecord.Text(text.ToString()) { Name = name, TimeToLive = timeToLive };
        return true;
    }

    // Pointers (RFC 1035 §4.1.4) lead backwards only, so that no chain of them is endless.
    private bool TryReadName(out string name)
    {
        var text = new StringBuilder();
        var at = _at;
        var lowest = _at;
        var jumped = false;
        name = "";
        while (at < _message.Length)
        {
            var length = _message[at];
            if (length == 0)
            {
                _at = jumped ? _at : at + 1;
                name = text.ToString();
                return true;
            }

            if ((length & 0xc0) == 0xc0)
            {
                if (at + 1 >= _message.Length)
                    return false;
                var target = ((length & 0x3f) << 8) | _message[at + 1];
                if (target >= lowest)
                    return false;
                _at = jumped ? _at : at + 2;
                jumped = true;
                at = lowest = target;
                continue;
            }

            if ((length & 0xc0) != 0 || at + 1 + length > _message.Length || text.Length + length + 1 > MaxName)
                return false;
            AppendLabel(text, _message.Slice(at + 1, length));
            at += 1 + length;
        }

        return false;
    }

    // Octets that no host name has are kept apart from those that part labels.
    private static void AppendLabel(StringBuilder text, ReadOnlySpan<byte> label)
    {
        if (text.Length > 0)
            text.Append('.');
        foreach (var octet in label)
            text.Append(octet is > 0x20 and < 0x7f and not (byte)'.' ? char.ToLowerInvariant((char)octet) : '?');
    }

    private bool TryRead16(out ushort value)
    {
        value = 0;
        if (_at + 2 > _message.Length)
            return false;
        value = BinaryPrimitives.ReadUInt16BigEndian(_message[_at..]);
        _at += 2;
        return true;
    }
}
