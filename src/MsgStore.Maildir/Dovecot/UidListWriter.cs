using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace MsgStore.Maildir.Dovecot;

/// <summary>Writes <c>dovecot-uidlist</c> version 3.</summary>
internal static class UidListWriter
{
    /// <summary>The file's octets: the lines whose names are kept, then the added ones.</summary>
    /// <param name="list">The list.</param>
    /// <param name="keep">Says for the n-th line as read whether its message may still exist.</param>
    public static ReadOnlyMemory<byte> Write(UidList list, Func<int, bool> keep)
    {
        var output = new ArrayBufferWriter<byte>(4096 + (list.Entries.Count * 100));
        output.Write(Encoding.Latin1.GetBytes($"3 V{list.Validity} N{list.Next}"));
        if (list.HeaderFields.Length > 0)
            output.Write(Encoding.Latin1.GetBytes(" " + list.HeaderFields));
        output.Write("\n"u8);
        for (var i = 0; i < list.Entries.Count; i++)
            if (keep(i))
                WriteLine(output, list.Entries[i].Uid, list.FieldsOf(list.Entries[i]), list.NameOf(list.Entries[i]));
        foreach (var (uid, name) in list.Added)
            WriteLine(output, uid, default, name);
        return output.WrittenMemory;
    }

    private static void WriteLine(ArrayBufferWriter<byte> output, uint uid, ReadOnlySpan<byte> fields, ReadOnlySpan<byte> name)
    {
        var line = output.GetSpan(16 + fields.Length + name.Length);
        Utf8Formatter.TryFormat(uid, line, out var length);
        if (!fields.IsEmpty)
        {
            line[length++] = (byte)' ';
            fields.CopyTo(line[length..]);
            length += fields.Length;
        }
        " :"u8.CopyTo(line[length..]);
        length += 2;
        name.CopyTo(line[length..]);
        length += name.Length;
        line[length++] = (byte)'\n';
        output.Advance(length);
    }
}
