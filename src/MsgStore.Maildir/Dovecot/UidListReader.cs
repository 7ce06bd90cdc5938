using System.Buffers.Text;
using System.Text;

namespace MsgStore.Maildir.Dovecot;

/// <summary>Reads UID lists. Any octets end in a list or in null; lines that make no sense are passed over.</summary>
internal static class UidListReader
{
    private const int MaxNameOctets = 255;

    /// <summary>Reads <c>dovecot-uidlist</c>, version 3 or 1.</summary>
    /// <returns>Null where the header cannot be understood: then the UIDs are lost.</returns>
    public static UidList? Read(byte[] octets)
    {
        var end = octets.AsSpan().IndexOf((byte)'\n');
        if (end < 0)
            return null;
        var header = Encoding.Latin1.GetString(octets, 0, end).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return header switch
        {
            ["3", .. var fields] => ReadBody(octets, end + 1, fields, dovecot: true),
            ["1", var validity, var next] => ReadBody(octets, end + 1, ["V" + validity, "N" + next], dovecot: false),
            _ => null,
        };
    }

    /// <summary>Reads the Go suite's <c>.uidlist</c>: <c>3 V… N…</c>, then <c>uid key</c>.</summary>
    public static UidList? ReadLegacy(byte[] octets)
    {
        var end = octets.AsSpan().IndexOf((byte)'\n');
        if (end < 0)
            return null;
        var header = Encoding.Latin1.GetString(octets, 0, end).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return header is ["3", .. var fields] ? ReadBody(octets, end + 1, fields, dovecot: false) : null;
    }

    private static UidList? ReadBody(byte[] octets, int start, string[] fields, bool dovecot)
    {
        uint validity = 0, next = 1;
        var others = new List<string>();
        foreach (var field in fields)
        {
            if (field[0] == 'V' && uint.TryParse(field.AsSpan(1), out var v))
                validity = v;
            else if (field[0] == 'N' && uint.TryParse(field.AsSpan(1), out var n))
                next = Math.Max(1, n);
            else if (field[0] is not ('V' or 'N'))
                others.Add(field);
        }
        var entries = ReadLines(octets, start, dovecot);
        if (validity == 0 || next == uint.MaxValue)
            return null;
        if (entries.Count > 0)
            next = Math.Max(next, entries[^1].Uid + 1);
        return new UidList(validity, next, string.Join(' ', others), octets, entries);
    }

    private static List<UidEntry> ReadLines(byte[] octets, int start, bool dovecot)
    {
        var entries = new List<UidEntry>();
        uint last = 0;
        while (start < octets.Length)
        {
            var length = octets.AsSpan(start).IndexOf((byte)'\n');
            // A last line without its end was cut off while it was appended.
            if (length < 0)
                break;
            if (TryReadLine(octets.AsSpan(start, length), start, dovecot, out var entry) && entry.Uid > last && entry.Uid < uint.MaxValue - 1)
            {
                last = entry.Uid;
                entries.Add(entry);
            }
            start += length + 1;
        }
        return entries;
    }

    private static bool TryReadLine(ReadOnlySpan<byte> line, int offset, bool dovecot, out UidEntry entry)
    {
        entry = default;
        if (!Utf8Parser.TryParse(line, out uint uid, out var digits) || digits >= line.Length || line[digits] != ' ')
            return false;
        var nameAt = digits + 1;
        var (fieldsAt, fieldsLength) = (nameAt, 0);
        if (dovecot)
        {
            var mark = line[digits..].IndexOf(" :"u8);
            if (mark < 0)
                return false;
            nameAt = digits + mark + 2;
            fieldsLength = Math.Max(0, mark - 1);
        }
        var name = line[nameAt..];
        // Others have been seen to leave the flags in; they are not part of the name.
        var colon = name.IndexOf((byte)':');
        if (colon >= 0)
            name = name[..colon];
        if (name.Length is 0 or > MaxNameOctets || name.Contains((byte)'/'))
            return false;
        entry = new UidEntry(uid, offset + fieldsAt, fieldsLength, offset + nameAt, name.Length);
        return true;
    }
}
