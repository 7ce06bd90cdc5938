using MsgStore.Mailboxes;
using MsgStore.Maildir.Layout;
using MsgStore.Maildir.Names;
using MsgStore.Posix;

namespace MsgStore.Maildir.Delivery;

/// <summary>One place a copy goes to.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Flags">System flags.</param>
/// <param name="KeywordBits">Keyword letters.</param>
/// <param name="IsSeen">Whether it goes to <c>cur</c> at once, as a message with flags or an appended one does.</param>
internal sealed record StoreTarget(FolderHandle Folder, MessageFlags Flags, uint KeywordBits, bool IsSeen)
{
    /// <summary>Where the copy is linked.</summary>
    public IDirectoryHandle Directory => IsSeen ? Folder.Cur : Folder.New;

    /// <summary>The name there.</summary>
    public string NameFor(string baseName) => IsSeen ? baseName + MaildirFlags.Format(Flags, KeywordBits) : baseName;
}
