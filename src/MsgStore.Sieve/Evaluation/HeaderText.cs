
namespace MsgStore.Sieve.Evaluation;

/// <summary>Texts of scripts as bodies of header fields.</summary>
internal static class HeaderText
{
    // An encoded word has 75 characters (RFC 2047 §2); 45 octets of text fill 60 of base64.
    private const int OctetsPerWord = 45;

    /// <summary>A text in one line, as encoded words where it is not ASCII (RFC 2047).</summary>
    public static string Encode(string text)
    {
        text = OneLine(text);
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return text;
        var words = new List<string>();
        var octets = new List<byte>();
        Span<byte> buffer = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            var length = rune.EncodeToUtf8(buffer);
            if (octets.Count + length > OctetsPerWord)
                Flush();
            octets.AddRange(buffer[..length]);
        }
        Flush();
        return string.Join(' ', words);

        void Flush()
        {
            words.Add($"=?utf-8?B?{Convert.ToBase64String([.. octets])}?=");
            octets.Clear();
        }
    }

    /// <summary>A text in one line: line ends and other controls are blanks.</summary>
    public static string OneLine(string text) =>
        string.Join(' ', text.Split(['\r', '\n', '\0'], StringSplitOptions.RemoveEmptyEntries)).Trim();
}
