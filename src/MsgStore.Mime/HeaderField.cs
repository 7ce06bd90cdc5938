using System.Text;

namespace MsgStore.Mime;

/// <summary>One header field where it stands in a message (RFC 5322 §2.2).</summary>
public readonly ref struct HeaderField
{
    internal HeaderField(ReadOnlySpan<byte> name, ReadOnlySpan<byte> body, int offset)
    {
        Name = name;
        Body = body;
        Offset = offset;
    }

    /// <summary>The name without colon; empty for a line that is no field, which the reader passes on rather than hide.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>What follows the colon, folding and all, without the last line end.</summary>
    public ReadOnlySpan<byte> Body { get; }

    /// <summary>Octets from the start of the message to the start of the field.</summary>
    public int Offset { get; }

    /// <summary>Whether this is the field of that name, which is compared without regard to case (RFC 5322 §1.2.2).</summary>
    public bool Is(ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(Name, name);

    /// <summary>The body unfolded (RFC 5322 §2.2.3) and trimmed. Octets that are no UTF-8 become U+FFFD; encoded words stay.</summary>
    public string GetText()
    {
        var unfolded = Body.Length <= 1024 ? stackalloc byte[Body.Length] : new byte[Body.Length];
        var length = 0;
        foreach (var octet in Body)
            if (octet is not ((byte)'\r' or (byte)'\n'))
                unfolded[length++] = octet;
        return Encoding.UTF8.GetString(unfolded[..length].Trim(" \t"u8));
    }
}
