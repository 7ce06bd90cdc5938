using System.Security.Cryptography;
using MsgStore.Posix;

namespace MsgStore.Maildir.Dovecot;

/// <summary>The UIDs of a folder: <c>dovecot-uidlist</c> version 3, or a list read to be migrated into it.</summary>
/// <remarks>
/// First line <c>3 V&lt;validity&gt; N&lt;next&gt; G&lt;guid&gt;</c>, then <c>&lt;uid&gt; [fields] :&lt;base name&gt;</c> in ascending order.
/// Header fields and line fields that are not known here are kept.
/// </remarks>
internal sealed class UidList
{
    /// <summary>The file.</summary>
    public const string FileName = "dovecot-uidlist";

    /// <summary>The lock file.</summary>
    public const string LockName = "dovecot-uidlist.lock";

    /// <summary>The list of the Go suite, read once when there is no other.</summary>
    public const string LegacyName = ".uidlist";

    private readonly byte[] _octets;
    private readonly List<UidEntry> _entries;

    public UidList(uint validity, uint next, string headerFields, byte[] octets, List<UidEntry> entries)
    {
        Validity = validity;
        Next = next;
        HeaderFields = headerFields;
        _octets = octets;
        _entries = entries;
    }

    /// <summary>UIDVALIDITY; never 0.</summary>
    public uint Validity { get; }

    /// <summary>UIDNEXT: above every UID in the list.</summary>
    public uint Next { get; private set; }

    /// <summary>Header fields beside V and N, parted by blanks.</summary>
    public string HeaderFields { get; }

    /// <summary>The lines as read, in ascending order.</summary>
    public IReadOnlyList<UidEntry> Entries => _entries;

    /// <summary>Base names that got a UID since the list was read, in ascending order.</summary>
    public List<(uint Uid, byte[] Name)> Added { get; } = [];

    /// <summary>An empty list with a GUID of its own.</summary>
    public static UidList Create(uint validity) =>
        new(Math.Max(1, validity), 1, "G" + RandomNumberGenerator.GetHexString(32, lowercase: true), [], []);

    /// <summary>
    /// An empty list for one session that cannot write it down. Validity and UIDs are drawn high and by chance, so that a client takes them for
    /// those of another folder rather than for messages it has already.
    /// </summary>
    public static UidList CreateProvisional() =>
        new((uint)RandomNumberGenerator.GetInt32(int.MaxValue / 2, int.MaxValue) * 2u, 0xC000_0000u + (uint)RandomNumberGenerator.GetInt32(1 << 29), "", [], []);

    /// <summary>The base name of a line.</summary>
    public ReadOnlySpan<byte> NameOf(UidEntry entry) => _octets.AsSpan(entry.NameOffset, entry.NameLength);

    /// <summary>The fields of a line.</summary>
    public ReadOnlySpan<byte> FieldsOf(UidEntry entry) => _octets.AsSpan(entry.FieldsOffset, entry.FieldsLength);

    /// <summary>Makes sure that UIDs below this are not given.</summary>
    public void RaiseNext(uint next) => Next = Math.Max(Next, next);

    /// <summary>Takes back UIDs that nobody saw.</summary>
    public void LowerNext(uint next) => Next = Math.Max(next, 1);

    /// <summary>The same list under another validity, without its lines.</summary>
    public UidList Renamed(uint validity) => new(Math.Max(1, validity), 1, HeaderFields, [], []);

    /// <summary>The lines that hold these base names, by name.</summary>
    public Dictionary<string, int> Find(IEnumerable<byte[]> names)
    {
        var wanted = names.Select(name => OctetName.Decode(name)).ToHashSet(StringComparer.Ordinal);
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < _entries.Count; i++)
            if (OctetName.Decode(NameOf(_entries[i])) is var name && wanted.Contains(name))
                lines[name] = i;
        return lines;
    }

    /// <summary>Gives the next UID to a base name.</summary>
    /// <param name="name">The base name, not in the list.</param>
    /// <param name="wanted">The UID it should have, taken where it is not below <see cref="Next"/>.</param>
    public uint Add(ReadOnlySpan<byte> name, uint? wanted = null)
    {
        var uid = wanted is { } uidWanted && uidWanted >= Next && uidWanted < uint.MaxValue - 1 ? uidWanted : Next;
        if (uid == uint.MaxValue)
            throw new Storage.MsgStoreException(Storage.StoreError.Corrupt, "The folder has used all its UIDs; remove dovecot-uidlist to start anew.");
        Added.Add((uid, name.ToArray()));
        Next = uid + 1;
        return uid;
    }
}
