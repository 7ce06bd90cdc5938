using System.Collections;
using MsgStore.Mailboxes;
using MsgStore.Maildir.Dovecot;
using MsgStore.Maildir.Index;

namespace MsgStore.Maildir.Sessions;

/// <summary>A folder at one moment, as the list a session shows. Entries become objects only when they are looked at.</summary>
internal sealed class Snapshot(FolderIndex index, KeywordList keywords) : IReadOnlyList<MessageInfo>
{
    /// <summary>The only way messages are sealed in a Maildir that says so in the name.</summary>
    public const string SealAlgorithm = "x25519-xsalsa20-poly1305";

    private KeyTable? _keys;

    public FolderIndex Index { get; } = index;

    /// <summary>The folder's keywords; replaced when a session registers new ones.</summary>
    public KeywordList Keywords { get; set; } = keywords;

    public int Count => Index.Count;

    public MailboxState State => new(Index.Header.UidValidity, Index.Header.UidNext, Index.Header.HighestModSeq);

    public MessageInfo this[int position]
    {
        get
        {
            if ((uint)position >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(position));
            ref readonly var entry = ref Index.Entries[position];
            return new MessageInfo
            {
                Key = KeyOf(position),
                Uid = entry.Uid,
                WireSize = entry.WireSize,
                StoredSize = entry.StoredSize,
                Flags = entry.SystemFlags,
                Keywords = Keywords.ToSet(entry.KeywordBits),
                InternalDate = DateOf(entry.DateSeconds),
                ModSeq = entry.ModSeq,
                Encryption = EncryptionOf(position),
            };
        }
    }

    /// <summary>The key of a message.</summary>
    public MessageKey KeyOf(int position) => (_keys ??= new KeyTable(Index)).KeyOf(position);

    /// <summary>The position of a message; -1 where the key names none.</summary>
    public int Find(MessageKey key) => (_keys ??= new KeyTable(Index)).Find(key);

    /// <summary>How a message is sealed.</summary>
    public EncryptionInfo? EncryptionOf(int position)
    {
        ref readonly var entry = ref Index.Entries[position];
        return entry.KeyIdLength == 0
            ? null
            : new EncryptionInfo(SealAlgorithm, System.Text.Encoding.ASCII.GetString(Index.BaseOf(entry).Slice(entry.KeyIdOffset, entry.KeyIdLength)));
    }

    public IEnumerator<MessageInfo> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // A damaged file time must not keep a mailbox from being listed.
    internal static DateTimeOffset DateOf(long seconds) => DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, -62_135_596_800, 253_402_300_799));
}
