using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Posix;

namespace MsgStore.Maildir.Layout;

/// <summary>The folders of a mailbox.</summary>
internal static class FolderList
{
    /// <summary>All folders but INBOX, by name.</summary>
    public static List<FolderInfo> Read(IDirectoryHandle mailbox, MaildirOptions options)
    {
        var uses = SpecialUseFile.Read(mailbox);
        var folders = new List<FolderInfo>();
        foreach (var name in DottedDirectories(mailbox))
            if (FolderDirectoryName.TryParse(name, out var folder) && IsFolder(mailbox, name))
                folders.Add(new FolderInfo(folder, UseOf(folder, uses, options)));
        folders.Sort((a, b) => string.CompareOrdinal(a.Name.Value, b.Name.Value));
        return folders;
    }

    /// <summary>What a folder is for: as written down, else as the default folder of that name.</summary>
    public static SpecialUse? UseOf(FolderName folder, Dictionary<FolderName, SpecialUse?> uses, MaildirOptions options) =>
        uses.TryGetValue(folder, out var use) ? use : options.DefaultFolders.FirstOrDefault(candidate => candidate.Name == folder.Value)?.SpecialUse;

    /// <summary>The folder with a use: of several the preferred one, else the first (RFC 8579 §4).</summary>
    public static FolderName? FindSpecial(IDirectoryHandle mailbox, MaildirOptions options, SpecialUse use, FolderName preferred)
    {
        var folders = Read(mailbox, options).FindAll(folder => folder.SpecialUse == use);
        return (folders.Find(folder => folder.Name == preferred) ?? folders.FirstOrDefault())?.Name;
    }

    /// <summary>Every directory that could be a folder by its full stop.</summary>
    public static List<string> DottedDirectories(IDirectoryHandle mailbox) => Dotted(mailbox, FileKind.Directory);

    /// <summary>Every link with the full stop of a folder that leads to a Maildir.</summary>
    public static List<string> LinkedFolders(IDirectoryHandle mailbox) => Dotted(mailbox, FileKind.Link).FindAll(name => mailbox.LeadsToDirectory(name, "cur"));

    /// <summary>Whether a directory is a Maildir.</summary>
    public static bool IsFolder(IDirectoryHandle mailbox, string name)
    {
        using var directory = mailbox.OpenDirectory(name);
        return directory?.Stat("cur") is { Kind: FileKind.Directory };
    }

    private static List<string> Dotted(IDirectoryHandle mailbox, FileKind kind)
    {
        var visitor = new Visitor(kind);
        mailbox.Read(ref visitor);
        return visitor.Names;
    }

    private struct Visitor(FileKind wanted) : IEntryVisitor
    {
        public List<string> Names { get; } = [];

        public readonly void Visit(ReadOnlySpan<byte> name, FileKind kind)
        {
            if (name[0] == '.' && kind == wanted)
                Names.Add(OctetName.Decode(name));
        }
    }
}
