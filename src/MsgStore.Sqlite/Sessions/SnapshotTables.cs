using System.Text;
using MsgStore.Mailboxes;
using MsgStore.Sqlite.Engine;
using MsgStore.Sqlite.Rows;

namespace MsgStore.Sqlite.Sessions;

/// <summary>What entries of a snapshot share or rarely have: keyword sets, seals, names.</summary>
internal sealed class SnapshotTables
{
    private readonly Dictionary<string, int> _keywordIndex = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _keywordLookup;

    public SnapshotTables() => _keywordLookup = _keywordIndex.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Names by position.</summary>
    public Dictionary<int, string> Names { get; } = [];

    /// <summary>Seals by row.</summary>
    public Dictionary<int, EncryptionInfo> Seals { get; } = [];

    /// <summary>Keyword sets; the first one is empty.</summary>
    public List<KeywordSet> Keywords { get; } = [KeywordSet.Empty];

    /// <summary>The index of the set a row holds.</summary>
    public int IndexOf(ReadOnlySpan<byte> keywords)
    {
        if (keywords.IsEmpty)
            return 0;
        Span<char> text = keywords.Length <= 256 ? stackalloc char[keywords.Length] : new char[keywords.Length];
        text = text[..Encoding.UTF8.GetChars(keywords, text)];
        if (_keywordLookup.TryGetValue(text, out var index))
            return index;
        Keywords.Add(MessageRows.ReadKeywords(text.ToString()));
        _keywordLookup[text] = Keywords.Count - 1;
        return Keywords.Count - 1;
    }

    public void ReadSeals(SqliteConnection connection)
    {
        using var rows = connection.Query("SELECT id, algorithm, key_id FROM seals");
        while (rows.Read())
            Seals[(int)rows.Int64(0)] = new EncryptionInfo(rows.Text(1), rows.Text(2));
    }
}
