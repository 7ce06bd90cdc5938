using System.Globalization;
using System.Text;

namespace MsgStore.Cli.Output;

/// <summary>Text from mail, made harmless for a terminal: it commands nothing and turns no writing direction.</summary>
internal static class SafeText
{
    public static string Of(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            safe.Append(IsHarmful(rune) ? "\uFFFD" : rune == new Rune('\t') ? " " : rune.ToString());
        return safe.ToString();
    }

    /// <summary>At most so many characters of it, with a mark where it was cut.</summary>
    public static string Of(string text, int most)
    {
        var safe = Of(text);
        if (safe.Length <= most)
            return safe;
        var cut = most - 1;
        if (char.IsLowSurrogate(safe[cut]))
            cut--;
        return safe[..cut] + "…";
    }

    /// <summary>Whether there is nothing in it that a terminal would obey.</summary>
    public static bool IsSafe(string text)
    {
        foreach (var rune in text.EnumerateRunes())
            if (IsHarmful(rune))
                return false;
        return true;
    }

    public static bool IsHarmful(Rune rune) => rune.Value != '\t' && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse;
}
