using System.Buffers.Text;

namespace MsgStore.Maildir.Names;

/// <summary>The <c>,X=value</c> fields after the unique part of a name.</summary>
internal readonly ref struct NameFields
{
    public int UniqueLength { get; private init; }

    public long StoredSize { get; private init; }

    public long WireSize { get; private init; }

    public Range KeyId { get; private init; }

    /// <summary>Reads the fields; unknown ones are passed over, and a name whose commas mean something else is unique as a whole.</summary>
    public static NameFields Read(ReadOnlySpan<byte> name)
    {
        var comma = name.IndexOf((byte)',');
        long stored = -1, wire = -1;
        Range keyId = default;
        for (var at = comma; at >= 0 && at < name.Length;)
        {
            var next = name[(at + 1)..].IndexOf((byte)',');
            var end = next < 0 ? name.Length : at + 1 + next;
            var field = name[(at + 1)..end];
            if (comma == 0 || field.Length < 3 || field[1] != '=' || field[0] is < (byte)'A' or > (byte)'Z')
                return new NameFields { UniqueLength = name.Length, StoredSize = stored, WireSize = wire, KeyId = keyId };
            if (field[0] == 'S')
                stored = ReadSize(field[2..]);
            else if (field[0] == 'W')
                wire = ReadSize(field[2..]);
            else if (field[0] == 'E' && IsKeyId(field[2..]))
                keyId = (at + 3)..end;
            at = end;
        }
        return new NameFields { UniqueLength = comma < 0 ? name.Length : comma, StoredSize = stored, WireSize = wire, KeyId = keyId };
    }

    /// <summary>Whether this is a key id: 1 to 64 lower-case hexadecimal digits.</summary>
    public static bool IsKeyId(ReadOnlySpan<byte> text)
    {
        if (text.Length is 0 or > 64)
            return false;
        foreach (var octet in text)
            if (octet is not ((>= (byte)'0' and <= (byte)'9') or (>= (byte)'a' and <= (byte)'f')))
                return false;
        return true;
    }

    private static long ReadSize(ReadOnlySpan<byte> digits) =>
        digits[0] is >= (byte)'0' and <= (byte)'9' && Utf8Parser.TryParse(digits, out long size, out var length) && length == digits.Length ? size : -1;
}
