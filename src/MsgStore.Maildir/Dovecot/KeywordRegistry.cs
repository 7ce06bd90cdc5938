using MsgStore.Mailboxes;
using MsgStore.Maildir.Layout;
using MsgStore.Posix;

namespace MsgStore.Maildir.Dovecot;

/// <summary>Gives letters to keywords of a folder. Blocks.</summary>
internal sealed class KeywordRegistry(IFileLayer layer, string host)
{
    /// <summary>The folder's keywords now.</summary>
    public static KeywordList Read(FolderHandle folder) =>
        FileTools.Read(folder.Root, KeywordList.FileName, KeywordList.MaxOctets) is { } octets ? KeywordList.Read(octets) : KeywordList.Empty;

    /// <summary>The letters of keywords; new ones are written down first, durably.</summary>
    /// <returns>Null while another process holds the lock.</returns>
    public KeywordBits? Register(FolderHandle folder, KeywordSet keywords)
    {
        if (keywords.Count == 0)
            return new KeywordBits(0, KeywordList.Empty);
        var list = Read(folder);
        if (list.TryGetBits(keywords, out var bits))
            return new KeywordBits(bits, list);
        using var dotLock = DotLock.TryTake(layer, folder.Root, UidList.LockName, host);
        if (dotLock == null)
            return null;
        var isComplete = Read(folder).TryAdd(keywords, out list);
        FileTools.Replace(folder.Root, KeywordList.FileName, list.ToOctets(), durable: true);
        bits = 0;
        foreach (var keyword in keywords)
            if (list.TryGetBits(KeywordSet.Create(keyword), out var bit))
                bits |= bit;
        return new KeywordBits(bits, list, isComplete);
    }
}
