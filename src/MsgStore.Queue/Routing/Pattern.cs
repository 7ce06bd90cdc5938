namespace MsgStore.Queue.Routing;

/// <summary>Texts in which <c>*</c> stands for any characters.</summary>
internal static class Pattern
{
    /// <summary>Whether a text fits, without regard to case. Takes time in proportion to both lengths multiplied, at worst.</summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        int at = 0, spot = 0, star = -1, mark = 0;
        while (at < text.Length)
        {
            if (spot < pattern.Length && pattern[spot] == '*')
            {
                star = spot++;
                mark = at;
            }
            else if (spot < pattern.Length && char.ToUpperInvariant(pattern[spot]) == char.ToUpperInvariant(text[at]))
            {
                spot++;
                at++;
            }
            else if (star >= 0)
            {
                spot = star + 1;
                at = ++mark;
            }
            else
            {
                return false;
            }
        }
        while (spot < pattern.Length && pattern[spot] == '*')
            spot++;
        return spot == pattern.Length;
    }
}
