using System.Collections;

namespace MsgStore.Mailboxes;

/// <summary>The keywords of a message (RFC 9051 §2.3.2): atoms, unique without regard to ASCII case, in order of their text.</summary>
public sealed class KeywordSet : IReadOnlyCollection<string>, IEquatable<KeywordSet>
{
    /// <summary>The longest keyword in characters.</summary>
    public const int MaxLength = 100;

    private readonly string[] _keywords;

    private KeywordSet(string[] keywords) => _keywords = keywords;

    /// <summary>No keyword.</summary>
    public static KeywordSet Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _keywords.Length;

    /// <summary>Makes a set.</summary>
    /// <exception cref="ArgumentException">One of them is no keyword.</exception>
    public static KeywordSet Create(params IEnumerable<string> keywords)
    {
        var sorted = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var keyword in keywords)
            if (IsKeyword(keyword))
                sorted.Add(keyword);
            else
                throw new ArgumentException($"'{keyword}' is not a keyword: an IMAP atom of 1 to {MaxLength} characters.", nameof(keywords));
        return sorted.Count == 0 ? Empty : new KeywordSet([.. sorted]);
    }

    /// <summary>Whether a text is an atom that can be a keyword (RFC 9051 §9, flag-keyword).</summary>
    public static bool IsKeyword(string text)
    {
        if (text.Length is 0 or > MaxLength)
            return false;
        foreach (var c in text)
            if (c is <= ' ' or >= '\x7F' or '(' or ')' or '{' or '%' or '*' or '"' or '\\' or ']')
                return false;
        return true;
    }

    /// <summary>Whether the set holds a keyword, in any case.</summary>
    public bool Contains(string keyword) => Array.BinarySearch(_keywords, keyword, StringComparer.OrdinalIgnoreCase) >= 0;

    /// <summary>This set and another.</summary>
    public KeywordSet Union(KeywordSet other) => other.Count == 0 ? this : Count == 0 ? other : Create([.. _keywords, .. other._keywords]);

    /// <summary>This set without another's keywords.</summary>
    public KeywordSet Except(KeywordSet other) =>
        Count == 0 || other.Count == 0 ? this : Create(_keywords.Where(keyword => !other.Contains(keyword)));

    /// <inheritdoc/>
    public bool Equals(KeywordSet? other) =>
        ReferenceEquals(this, other) || (other is not null && _keywords.AsSpan().SequenceEqual(other._keywords, StringComparer.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as KeywordSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var keyword in _keywords)
            hash.Add(keyword, StringComparer.OrdinalIgnoreCase);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_keywords).GetEnumerator();

    /// <summary>The keywords, parted by blanks.</summary>
    public override string ToString() => string.Join(' ', _keywords);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
