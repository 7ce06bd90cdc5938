namespace MsgStore.Maildir.Layout;

/// <summary>One level of a path template: fixed text, or one value with fixed text around it.</summary>
/// <param name="Before">Text before the value.</param>
/// <param name="Value">The placeholder's name, or empty.</param>
/// <param name="After">Text after the value.</param>
internal sealed record TemplateLevel(string Before, string Value, string After)
{
    private static readonly string[] Values = ["localpart", "domain", "email"];

    /// <summary>Reads a level; null where it is not one.</summary>
    public static TemplateLevel? TryParse(string text)
    {
        if (text is "" or "." or "..")
            return null;
        var open = text.IndexOf('{', StringComparison.Ordinal);
        var close = text.IndexOf('}', StringComparison.Ordinal);
        if (open < 0 && close < 0)
            return new TemplateLevel(text, "", "");
        if (open < 0 || close < open)
            return null;
        var level = new TemplateLevel(text[..open], text[(open + 1)..close], text[(close + 1)..]);
        return Values.Contains(level.Value) && level.After.AsSpan().IndexOfAny('{', '}') < 0 ? level : null;
    }

    /// <summary>The value a directory's name holds; null where the name does not fit.</summary>
    public string? Match(string text) =>
        text.Length >= Before.Length + After.Length
        && text.StartsWith(Before, StringComparison.Ordinal)
        && text.EndsWith(After, StringComparison.Ordinal)
        && (Value.Length > 0 || text == Before)
            ? text[Before.Length..^After.Length]
            : null;
}
