using System.Text;
using MsgStore.Delivery;

namespace MsgStore.Cli.Submission;

/// <summary>Writes names into header fields.</summary>
internal static class PhraseText
{
    // An encoded word has at most 75 octets (RFC 2047 §2), which leaves 45 for what base64 encodes.
    private const int MaxWordOctets = 45;

    /// <summary>A mailbox with a name, as a From field has it (RFC 5322 §3.4).</summary>
    public static string Mailbox(string? name, EmailAddress? address)
    {
        // Every submission has a user, and their address stands where the reverse-path is null.
        var spec = address?.ToString() ?? "";
        return string.IsNullOrWhiteSpace(name) ? spec : $"{Phrase(name)} <{spec}>";
    }

    /// <summary>A word that is safe in a comment.</summary>
    public static string Atom(string text) => string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '?'));

    private static string Phrase(string name)
    {
        if (name.All(c => c is >= ' ' and <= '~'))
            return $"\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            if (Encoding.UTF8.GetByteCount(word.ToString()) + rune.Utf8SequenceLength > MaxWordOctets)
            {
                words.Add(Encode(word.ToString()));
                word.Clear();
            }
            word.Append(rune.ToString());
        }
        words.Add(Encode(word.ToString()));
        return string.Join("\r\n ", words);
    }

    private static string Encode(string text) => $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}?=";
}
