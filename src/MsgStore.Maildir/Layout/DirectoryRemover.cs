using MsgStore.Posix;

namespace MsgStore.Maildir.Layout;

/// <summary>Removes a directory with all it holds. It is moved aside first, so that it is gone at once or not at all.</summary>
internal static class DirectoryRemover
{
    private const int MaxDepth = 16;

    /// <summary>Removes a directory.</summary>
    /// <param name="parent">Where it lies.</param>
    /// <param name="name">Its name.</param>
    /// <param name="asideName">A name nobody takes for a mailbox or folder.</param>
    /// <returns>False where it was not there.</returns>
    public static bool Remove(IDirectoryHandle parent, string name, string asideName)
    {
        if (parent.Rename(name, parent, asideName) == RenameResult.SourceMissing)
            return false;
        parent.Flush();
        RemoveTree(parent, asideName, MaxDepth);
        return true;
    }

    private static void RemoveTree(IDirectoryHandle parent, string name, int depth)
    {
        using (var directory = parent.OpenDirectory(name))
        {
            if (directory == null || depth == 0)
                return;
            var visitor = new Visitor();
            directory.Read(ref visitor);
            foreach (var (entry, kind) in visitor.Entries)
                if ((kind == FileKind.Unknown ? directory.Stat(entry)?.Kind : kind) == FileKind.Directory)
                    RemoveTree(directory, entry, depth - 1);
                else
                    directory.Remove(entry);
        }
        parent.RemoveDirectory(name);
    }

    private struct Visitor() : IEntryVisitor
    {
        public List<(string Name, FileKind Kind)> Entries { get; } = [];

        public readonly void Visit(ReadOnlySpan<byte> name, FileKind kind) => Entries.Add((OctetName.Decode(name), kind));
    }
}
