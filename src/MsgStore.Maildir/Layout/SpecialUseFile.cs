using System.Text;
using MsgStore.Mailboxes;
using MsgStore.Posix;

namespace MsgStore.Maildir.Layout;

/// <summary>What folders are for, where that does not follow from the default folders: <c>msgstore.specialuse</c>, lines of use and folder.</summary>
internal static class SpecialUseFile
{
    /// <summary>The file, in the mailbox's directory.</summary>
    public const string FileName = "msgstore.specialuse";

    private const int MaxOctets = 256 * 1024;

    /// <summary>The uses written down; null means explicitly none.</summary>
    public static Dictionary<FolderName, SpecialUse?> Read(IDirectoryHandle mailbox)
    {
        var result = new Dictionary<FolderName, SpecialUse?>();
        if (FileTools.Read(mailbox, FileName, MaxOctets) is not { } octets)
            return result;
        foreach (var line in Encoding.UTF8.GetString(octets).Split('\n'))
        {
            var blank = line.IndexOf(' ', StringComparison.Ordinal);
            if (blank <= 0 || !FolderName.TryParse(line[(blank + 1)..], out var folder))
                continue;
            if (line[..blank] == "-")
                result[folder] = null;
            else if (Enum.TryParse<SpecialUse>(line[..blank], out var use) && Enum.IsDefined(use))
                result[folder] = use;
        }
        return result;
    }

    /// <summary>Writes down what a folder is for, durably.</summary>
    public static void Set(IDirectoryHandle mailbox, FolderName folder, SpecialUse? use)
    {
        var all = Read(mailbox);
        all[folder] = use;
        Write(mailbox, all);
    }

    /// <summary>Replaces all lines, durably; does nothing where there are none and were none.</summary>
    public static void Write(IDirectoryHandle mailbox, Dictionary<FolderName, SpecialUse?> uses)
    {
        if (uses.Count == 0 && mailbox.Stat(FileName) is null)
            return;
        var lines = uses.OrderBy(pair => pair.Key.Value, StringComparer.Ordinal).Select(pair => $"{pair.Value?.ToString() ?? "-"} {pair.Key.Value}\n");
        FileTools.Replace(mailbox, FileName, Encoding.UTF8.GetBytes(string.Concat(lines)), durable: true);
    }
}
