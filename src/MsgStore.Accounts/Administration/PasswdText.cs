using System.Text;
using MsgStore.Accounts.Domains;
using MsgStore.Mailboxes;

namespace MsgStore.Accounts.Administration;

/// <summary>Edits the octets of a passwd file. Lines that are not meant stay as they are, to the octet.</summary>
internal static class PasswdText
{
    /// <summary>What is appended for a new user.</summary>
    /// <param name="old">The file before; its last line may lack its end.</param>
    /// <param name="user">The user.</param>
    /// <param name="hash">Their hash string.</param>
    public static byte[] NewLine(ReadOnlySpan<byte> old, string user, string hash) =>
        Encoding.UTF8.GetBytes($"{(old.IsEmpty || old[^1] == (byte)'\n' ? "" : "\n")}{user}:{hash}:{user}\n");

    /// <summary>The file without a user.</summary>
    public static byte[] Without(byte[] old, string user, LocalPartFolding folding)
    {
        using var text = new MemoryStream(old.Length);
        foreach (var line in new LineReader(old))
            if (!IsOf(line, user, folding))
                text.Write(line);
        return text.ToArray();
    }

    /// <summary>The file with a new hash in the user's last line, the one that counts.</summary>
    public static byte[] WithHash(byte[] old, string user, LocalPartFolding folding, string hash)
    {
        var last = -1;
        var number = 0;
        foreach (var line in new LineReader(old))
        {
            if (IsOf(line, user, folding))
                last = number;
            number++;
        }
        using var text = new MemoryStream(old.Length + hash.Length);
        number = 0;
        foreach (var line in new LineReader(old))
            text.Write(number++ == last ? Replace(line, hash) : line);
        return text.ToArray();
    }

    private static bool IsOf(ReadOnlySpan<byte> line, string user, LocalPartFolding folding) =>
        PasswdFile.ReadFields(line) is { } fields
        && PasswdFile.Fold(fields[0], folding) == PasswdFile.Fold(user, folding);

    private static ReadOnlySpan<byte> Replace(ReadOnlySpan<byte> line, string hash)
    {
        // A line of a user has a colon; what stands before the first and behind the second stays.
        var start = line.IndexOf((byte)':') + 1;
        var length = line[start..].IndexOfAny(":\r\n"u8);
        return (byte[])[.. line[..start], .. Encoding.UTF8.GetBytes(hash), .. length < 0 ? [] : line[(start + length)..]];
    }
}
