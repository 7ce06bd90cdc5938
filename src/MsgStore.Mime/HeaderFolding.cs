using System.Text;

namespace MsgStore.Mime;

/// <summary>Folds header fields (RFC 5322 §2.2.3).</summary>
internal static class HeaderFolding
{
    private const int LineLength = 76;

    /// <summary>Folds a field before blanks so that lines hold 76 characters where they can, and ends it with CRLF.</summary>
    /// <exception cref="ArgumentException">The field has a line end.</exception>
    public static string Fold(string field)
    {
        if (field.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0)
            throw new ArgumentException("A header field cannot hold a line end or NUL.", nameof(field));
        if (field.Length <= LineLength)
            return field + "\r\n";
        var output = new StringBuilder(field.Length + 16);
        var rest = field.AsSpan();
        var first = field.IndexOf(':', StringComparison.Ordinal) + 2;
        while (rest.Length > LineLength)
        {
            var cut = rest[..(LineLength + 1)].LastIndexOf(' ');
            if (cut <= first)
                cut = rest[Math.Min(first, rest.Length)..].IndexOf(' ') is >= 0 and var later ? later + Math.Min(first, rest.Length) : -1;
            // A line of blanks alone would end the header section.
            if (cut < 0 || rest[cut..].Trim(' ').IsEmpty)
                break;
            output.Append(rest[..cut]).Append("\r\n");
            rest = rest[cut..];
            first = 1;
        }
        return output.Append(rest).Append("\r\n").ToString();
    }
}
