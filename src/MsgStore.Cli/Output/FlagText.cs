using MsgStore.Mailboxes;

namespace MsgStore.Cli.Output;

/// <summary>Flags and keywords as the tool writes and reads them: <c>Seen</c>, <c>Flagged</c>, <c>$Forwarded</c>.</summary>
internal static class FlagText
{
    private static readonly MessageFlags[] All =
        [MessageFlags.Seen, MessageFlags.Answered, MessageFlags.Flagged, MessageFlags.Deleted, MessageFlags.Draft];

    /// <summary>The system flags that are set.</summary>
    public static string[] Names(MessageFlags flags) => [.. All.Where(flag => flags.HasFlag(flag)).Select(flag => flag.ToString())];

    /// <summary>All that is set, or a hyphen.</summary>
    public static string Of(MessageInfo message) =>
        message.Flags == MessageFlags.None && message.Keywords.Count == 0 ? "-" : string.Join(',', [.. Names(message.Flags), .. message.Keywords]);

    /// <summary>Reads a flag, with or without its backslash and in any case, or a keyword.</summary>
    /// <exception cref="ToolException">It is neither.</exception>
    public static (MessageFlags Flags, KeywordSet Keywords) Parse(IEnumerable<string> names)
    {
        var flags = MessageFlags.None;
        var keywords = new List<string>();
        foreach (var name in names)
        {
            var flag = All.FirstOrDefault(flag => flag.ToString().Equals(name.TrimStart('\\'), StringComparison.OrdinalIgnoreCase));
            if (flag != MessageFlags.None)
                flags |= flag;
            else if (KeywordSet.IsKeyword(name))
                keywords.Add(name);
            else
                throw new ToolException(ExitCode.Usage, $"'{name}' is neither a flag ({string.Join(", ", All)}) nor a keyword: an atom without blanks, quotes and backslashes.");
        }
        return (flags, KeywordSet.Create(keywords));
    }
}
