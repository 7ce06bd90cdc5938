namespace MsgStore.Cli.Output;

/// <summary>Names that others chose, as a table shows them: harmless, and in quotes where blanks at an end or quotes would leave a reader in doubt.</summary>
internal static class NameText
{
    private const char LevelSeparator = '/';

    public static string Of(string name)
    {
        var safe = SafeText.Of(name);
        return safe.StartsWith('"') || safe.Split(LevelSeparator).Any(level => level.Trim().Length < level.Length)
            ? $"\"{safe.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""
            : safe;
    }
}
