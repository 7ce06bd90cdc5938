namespace MsgStore.Mime;

/// <summary>A header field kept beyond its reading, with its text made once and on demand. Safe for concurrent readers.</summary>
public sealed class MimeHeaderField
{
    private readonly int _bodyStart;

    internal MimeHeaderField(string name, ReadOnlyMemory<byte> octets, int bodyStart)
    {
        Name = name;
        Octets = octets;
        _bodyStart = bodyStart;
    }

    /// <summary>The name, as spelled.</summary>
    public string Name { get; }

    /// <summary>The whole field with its folding, ended by CRLF or LF as it stands; the last field of a cut message may have no end.</summary>
    public ReadOnlyMemory<byte> Octets { get; }

    /// <summary>The body unfolded (RFC 5322 §2.2.3) and trimmed, encoded words as they stand; octets as <see cref="OctetText"/> has them.</summary>
    public string RawText => field ??= Unfold();

    /// <summary>The body unfolded and trimmed, encoded words decoded (RFC 2047).</summary>
    public string Text => field ??= EncodedWord.Decode(RawText);

    /// <summary>Makes a field of its parts.</summary>
    /// <param name="name">A field name (RFC 5322 §2.2).</param>
    /// <param name="body">The body in one line; it is folded where longer lines than 76 characters would stand.</param>
    /// <exception cref="ArgumentException">The name is none, or the body has a line end.</exception>
    public static MimeHeaderField Create(string name, string body)
    {
        if (!IsName(name))
            throw new ArgumentException($"'{name}' is no field name.", nameof(name));
        var octets = OctetText.Encode(HeaderFolding.Fold($"{name}: {body}"));
        return new(name, octets, name.Length + 1);
    }

    /// <summary>Whether a text can name a field: printable ASCII without colon (RFC 5322 §3.6.8).</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= 998 && !name.AsSpan().ContainsAnyExceptInRange('!', '~') && !name.Contains(':', StringComparison.Ordinal);

    private string Unfold()
    {
        var body = Octets.Span[_bodyStart..];
        var unfolded = new byte[body.Length];
        var length = 0;
        foreach (var octet in body)
            if (octet is not ((byte)'\r' or (byte)'\n'))
                unfolded[length++] = octet;
        return OctetText.Decode(unfolded.AsSpan(0, length).Trim(" \t"u8));
    }
}
