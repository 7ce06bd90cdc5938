using System.Globalization;
using System.Text;
using MsgStore.Mailboxes;

namespace MsgStore.Cli.Mbox;

/// <summary>Flags and keywords in the header of a message in an mbox file, as mail programs write them: <c>Status</c>, <c>X-Status</c>, <c>X-Keywords</c>; those of Thunderbird are read.</summary>
internal static class StatusFields
{
    private const string Status = "Status";
    private const string MoreStatus = "X-Status";
    private const string Keywords = "X-Keywords";
    private const string Mozilla = "X-Mozilla-Status";
    private const string MozillaKeywords = "X-Mozilla-Keys";

    private static readonly (string Field, char Letter, MessageFlags Flag)[] Letters =
    [
        (Status, 'R', MessageFlags.Seen), (MoreStatus, 'A', MessageFlags.Answered), (MoreStatus, 'F', MessageFlags.Flagged),
        (MoreStatus, 'T', MessageFlags.Draft), (MoreStatus, 'D', MessageFlags.Deleted),
    ];

    // nsMsgMessageFlags.h of Thunderbird. What is expunged stays in its file until that is compacted.
    private static readonly (int Bit, MessageFlags Flag)[] MozillaBits =
        [(0x0001, MessageFlags.Seen), (0x0002, MessageFlags.Answered), (0x0004, MessageFlags.Flagged), (0x0008, MessageFlags.Deleted)];

    /// <summary>The fields' names.</summary>
    public static IReadOnlyList<string> Names { get; } = [Status, MoreStatus, Keywords, Mozilla, "X-Mozilla-Status2", MozillaKeywords];

    /// <summary>The fields of a message, each with its end. <c>O</c> says that the message is not new.</summary>
    public static byte[] Write(MessageFlags flags, KeywordSet keywords)
    {
        string Set(string field) => new([.. Letters.Where(entry => entry.Field == field && flags.HasFlag(entry.Flag)).Select(entry => entry.Letter)]);
        var text = new StringBuilder($"{Status}: {Set(Status)}O\n");
        if (Set(MoreStatus) is { Length: > 0 } more)
            text.Append($"{MoreStatus}: {more}\n");
        // Further lines keep a long list within what a line may have.
        if (keywords.Count > 0)
            text.Append($"{Keywords}: {string.Join("\n ", keywords)}\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>What fields say; what is no flag or keyword is passed over.</summary>
    public static (MessageFlags Flags, KeywordSet Keywords) Read(IReadOnlyDictionary<string, string> fields)
    {
        var flags = MessageFlags.None;
        foreach (var (field, letter, flag) in Letters)
            if (fields.TryGetValue(field, out var text) && text.Contains(letter, StringComparison.Ordinal))
                flags |= flag;
        if (fields.TryGetValue(Mozilla, out var hex) && int.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits))
            foreach (var (bit, flag) in MozillaBits)
                flags |= (bits & bit) != 0 ? flag : MessageFlags.None;
        var keywords = $"{fields.GetValueOrDefault(Keywords, "")} {fields.GetValueOrDefault(MozillaKeywords, "")}".Split((char[])[' ', ','], StringSplitOptions.RemoveEmptyEntries);
        return (flags, KeywordSet.Create(keywords.Where(KeywordSet.IsKeyword)));
    }
}
