using System.Text;

namespace MsgStore.Mime;

/// <summary>One entry of an address list (RFC 5322 §3.4).</summary>
/// <param name="LocalPart">Without quotes; <see langword="null"/> where the entry is no address.</param>
/// <param name="Domain">As spelled, address literals in brackets; empty where there is none; <see langword="null"/> where the entry is no address.</param>
/// <param name="DisplayName">The phrase before it, quotes removed and encoded words decoded; empty where there is none.</param>
/// <param name="Text">The entry as it stands, trimmed.</param>
public sealed record MailAddress(string? LocalPart, string? Domain, string DisplayName, string Text)
{
    private const string Specials = "()<>[]:;@\\,.\" ";

    /// <summary>Whether local part and domain are there, and are UTF-8 (RFC 6532 §3.2).</summary>
    public bool IsValid => LocalPart is { Length: > 0 } && Domain is { Length: > 0 } && OctetText.IsUtf8(LocalPart) && OctetText.IsUtf8(Domain);

    /// <summary>The address as <c>local-part@domain</c>, quoted where needed; the text of the entry where it is no address.</summary>
    public string Address => LocalPart is null ? Text : !OctetText.IsUtf8(Text) ? Text : string.IsNullOrEmpty(Domain) ? Quoted(LocalPart) : $"{Quoted(LocalPart)}@{Domain}";

    /// <summary>Quotes a local part where its grammar asks for it (RFC 5322 §3.4.1).</summary>
    public static string Quoted(string localPart)
    {
        if (IsDotAtom(localPart))
            return localPart;
        var output = new StringBuilder(localPart.Length + 2).Append('"');
        foreach (var c in localPart)
            (c is '"' or '\\' ? output.Append('\\') : output).Append(c);
        return output.Append('"').ToString();
    }

    internal static bool IsAtomCharacter(char c) => c > ' ' && c != '\x7F' && !Specials.Contains(c, StringComparison.Ordinal);

    private static bool IsDotAtom(string text)
    {
        if (text.Length == 0 || text[0] == '.' || text[^1] == '.')
            return false;
        for (var at = 0; at < text.Length; at++)
            if (text[at] == '.' ? text[at - 1] == '.' : !IsAtomCharacter(text[at]))
                return false;
        return true;
    }
}
