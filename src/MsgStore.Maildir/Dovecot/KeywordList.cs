using System.Text;
using MsgStore.Mailboxes;
using MsgStore.Maildir.Names;

namespace MsgStore.Maildir.Dovecot;

/// <summary>The keywords of a folder: <c>dovecot-keywords</c>, lines of <c>index name</c>; index 0 is the letter <c>a</c>.</summary>
/// <remarks>Written only under the lock of the UID list, as Dovecot does. Immutable.</remarks>
internal sealed class KeywordList
{
    /// <summary>The file.</summary>
    public const string FileName = "dovecot-keywords";

    /// <summary>Most octets read; 26 names are far below.</summary>
    public const int MaxOctets = 64 * 1024;

    private readonly string?[] _names;
    private readonly Dictionary<uint, KeywordSet> _sets = [];

    private KeywordList(string?[] names) => _names = names;

    /// <summary>A folder without keywords.</summary>
    public static KeywordList Empty { get; } = new(new string?[MaildirFlags.MaxKeywords]);

    /// <summary>Reads the file; lines that make no sense are passed over.</summary>
    public static KeywordList Read(ReadOnlySpan<byte> octets)
    {
        var names = new string?[MaildirFlags.MaxKeywords];
        foreach (var line in Encoding.Latin1.GetString(octets).Split('\n'))
        {
            var blank = line.IndexOf(' ', StringComparison.Ordinal);
            if (blank > 0 && int.TryParse(line.AsSpan(0, blank), out var index) && index >= 0 && index < names.Length && KeywordSet.IsKeyword(line[(blank + 1)..]))
                names[index] ??= line[(blank + 1)..];
        }
        return new KeywordList(names);
    }

    /// <summary>The letters that name a keyword.</summary>
    public uint NamedBits => _names.Select((name, index) => name == null ? 0 : 1u << index).Aggregate(0u, (bits, bit) => bits | bit);

    /// <summary>The keywords of these letters; letters without a name are passed over.</summary>
    public KeywordSet ToSet(uint bits)
    {
        if (bits == 0)
            return KeywordSet.Empty;
        lock (_sets)
        {
            if (!_sets.TryGetValue(bits, out var set))
                _sets[bits] = set = KeywordSet.Create(_names.Where((name, index) => name != null && (bits & (1u << index)) != 0).Select(name => name ?? ""));
            return set;
        }
    }

    /// <summary>The letters of these keywords.</summary>
    /// <returns>False where one of them has no letter yet.</returns>
    public bool TryGetBits(KeywordSet keywords, out uint bits)
    {
        bits = 0;
        foreach (var keyword in keywords)
        {
            var index = IndexOf(keyword);
            if (index < 0)
                return false;
            bits |= 1u << index;
        }
        return true;
    }

    /// <summary>The list with letters for these keywords as well.</summary>
    /// <returns>False where all 26 letters are taken.</returns>
    public bool TryAdd(KeywordSet keywords, out KeywordList list)
    {
        var names = (string?[])_names.Clone();
        list = new KeywordList(names);
        foreach (var keyword in keywords)
        {
            if (list.IndexOf(keyword) >= 0)
                continue;
            var free = Array.IndexOf(names, null);
            if (free < 0)
                return false;
            names[free] = keyword;
        }
        return true;
    }

    /// <summary>The file's octets.</summary>
    public byte[] ToOctets() =>
        Encoding.Latin1.GetBytes(string.Concat(_names.Select((name, index) => name == null ? "" : $"{index} {name}\n")));

    private int IndexOf(string keyword) => Array.FindIndex(_names, name => keyword.Equals(name, StringComparison.OrdinalIgnoreCase));
}
