namespace MsgStore.Cli.Output;

/// <summary>Aligns values in columns.</summary>
internal static class Table
{
    private const string Gap = "  ";

    /// <summary>The lines of a table, its headings first; none where there are no rows. The last column is as wide as it needs.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<Column> columns, IEnumerable<string[]> rows)
    {
        var all = rows.ToList();
        if (all.Count == 0)
            yield break;
        all.Insert(0, [.. columns.Select(column => column.Heading)]);
        var widths = columns.Select((_, i) => all.Max(row => row[i].Length)).ToArray();
        foreach (var row in all)
            yield return string.Join(Gap, row.Select((text, i) => columns[i].AlignRight ? text.PadLeft(widths[i]) : text.PadRight(widths[i]))).TrimEnd();
    }
}
