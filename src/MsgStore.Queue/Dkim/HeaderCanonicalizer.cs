using System.Text;
using MsgStore.Mime;

namespace MsgStore.Queue.Dkim;

/// <summary>Header fields in the relaxed canonical form (RFC 6376 §3.4.2), in the order a signature names them.</summary>
internal static class HeaderCanonicalizer
{
    /// <summary>What is signed where it is there: what readers see, and what tells them how to show it.</summary>
    private static readonly string[] Signed =
    [
        "from", "sender", "reply-to", "subject", "date", "message-id", "to", "cc", "in-reply-to", "references", "mime-version", "content-type",
        "content-transfer-encoding", "list-id", "list-help", "list-unsubscribe", "list-unsubscribe-post", "list-subscribe", "list-post", "list-owner",
        "list-archive", "auto-submitted",
    ];

    // Named once more than they are there, so that nobody can add another one (RFC 6376 §8.15).
    private static readonly HashSet<string> Sealed =
        ["from", "sender", "reply-to", "subject", "date", "message-id", "to", "cc", "mime-version", "content-type", "content-transfer-encoding"];

    /// <summary>Puts together the names for h= and the canonical fields.</summary>
    /// <param name="header">The header section.</param>
    public static (string Names, byte[] Canonical) Of(ReadOnlySpan<byte> header)
    {
        var fields = Signed.ToDictionary(name => name, _ => new List<byte[]>(), StringComparer.OrdinalIgnoreCase);
        var reader = new HeaderFieldReader(header);
        while (reader.TryRead(out var field))
            if (!field.Name.IsEmpty && fields.TryGetValue(Encoding.ASCII.GetString(field.Name), out var found))
                found.Add(Relax(field.Name, field.Body));
        var names = new List<string>();
        var canonical = new MemoryStream();
        foreach (var name in Signed)
        {
            // Fields of one name are taken from the last to the first (RFC 6376 §5.4.2).
            foreach (var field in Enumerable.Reverse(fields[name]))
            {
                names.Add(name);
                canonical.Write(field);
                canonical.Write("\r\n"u8);
            }

            if (Sealed.Contains(name))
                names.Add(name);
        }

        return (string.Join(':', names), canonical.ToArray());
    }

    /// <summary>One field: name in lower case, unfolded, runs of blanks as one, none at the ends; without the last CRLF.</summary>
    public static byte[] Relax(ReadOnlySpan<byte> name, ReadOnlySpan<byte> body)
    {
        var relaxed = new List<byte>(name.Length + body.Length + 1);
        foreach (var octet in name)
            relaxed.Add((byte)char.ToLowerInvariant((char)octet));
        relaxed.Add((byte)':');
        var blank = false;
        var any = false;
        foreach (var octet in body)
        {
            if (octet is (byte)'\r' or (byte)'\n')
                continue;
            if (octet is (byte)' ' or (byte)'\t')
            {
                blank = any;
                continue;
            }

            if (blank)
                relaxed.Add((byte)' ');
            relaxed.Add(octet);
            blank = false;
            any = true;
        }

        return [.. relaxed];
    }
}
