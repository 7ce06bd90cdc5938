using MsgStore.Mailboxes;
using MsgStore.Storage;

namespace MsgStore.Maildir.Layout;

/// <summary>Maildir++ names of folders: <c>A/B</c> lies in the directory <c>.A.B</c> of the mailbox, INBOX in the mailbox itself.</summary>
internal static class FolderDirectoryName
{
    private const int MaxOctets = 255;

    /// <summary>The directory of a folder; empty for INBOX.</summary>
    /// <exception cref="MsgStoreException">InvalidFolderName: a level holds a full stop, or the name is too long.</exception>
    public static string Of(FolderName folder)
    {
        if (folder.IsInbox)
            return "";
        if (folder.Value.Contains('.', StringComparison.Ordinal))
            throw new MsgStoreException(StoreError.InvalidFolderName, $"'{folder}': Maildir++ parts levels with a full stop, so none may hold one.");
        var name = "." + ModifiedUtf7.Encode(folder.Value.Replace(FolderName.Separator, '.'));
        if (name.Length > MaxOctets)
            throw new MsgStoreException(StoreError.InvalidFolderName, $"'{folder}' makes a directory name that is too long.");
        return name;
    }

    /// <summary>The folder a directory holds.</summary>
    /// <returns>False for what is no folder: not dotted, not in modified UTF-7, or <c>INBOX</c> spelled as a directory.</returns>
    public static bool TryParse(string directory, out FolderName folder)
    {
        folder = default;
        return directory.Length > 1
            && directory[0] == '.'
            && !directory.Contains(FolderName.Separator, StringComparison.Ordinal)
            && ModifiedUtf7.TryDecode(directory[1..], out var name)
            && !name.Contains(FolderName.Separator, StringComparison.Ordinal)
            && FolderName.TryParse(name.Replace('.', FolderName.Separator), out folder)
            && !folder.IsInbox
            && folder.Value.Replace(FolderName.Separator, '.') == name;
    }
}
