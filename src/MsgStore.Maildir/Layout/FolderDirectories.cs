using MsgStore.Posix;

namespace MsgStore.Maildir.Layout;

/// <summary>The four directories of a Maildir folder.</summary>
internal sealed class FolderDirectories(IDirectoryHandle root, IDirectoryHandle @new, IDirectoryHandle cur, IDirectoryHandle tmp) : IDisposable
{
    /// <summary>Marks a directory as a Maildir++ folder.</summary>
    public const string FolderMark = "maildirfolder";

    public IDirectoryHandle Root { get; } = root;

    public IDirectoryHandle New { get; } = @new;

    public IDirectoryHandle Cur { get; } = cur;

    public IDirectoryHandle Tmp { get; } = tmp;

    /// <summary>Opens a folder that exists, which is one with a <c>cur</c>; what else is missing is made. Takes the root over.</summary>
    /// <returns>Null, with the root disposed, where there is no folder.</returns>
    public static FolderDirectories? TryOpen(IDirectoryHandle root)
    {
        IDirectoryHandle? cur = null, @new = null, tmp = null;
        try
        {
            cur = root.OpenDirectory("cur");
            if (cur == null)
            {
                root.Dispose();
                return null;
            }
            @new = OpenOrCreate(root, "new");
            tmp = OpenOrCreate(root, "tmp");
            return new FolderDirectories(root, @new, cur, tmp);
        }
        catch
        {
            tmp?.Dispose();
            @new?.Dispose();
            cur?.Dispose();
            root.Dispose();
            throw;
        }
    }

    /// <summary>Makes a folder inside a directory, <c>cur</c> last because it says that the folder is there, and flushes it.</summary>
    /// <param name="root">The folder's directory.</param>
    /// <param name="isSubfolder">Whether it is marked as a Maildir++ folder.</param>
    public static void Create(IDirectoryHandle root, bool isSubfolder)
    {
        root.CreateDirectory("tmp");
        root.CreateDirectory("new");
        if (isSubfolder)
            root.CreateFile(FolderMark)?.Dispose();
        root.CreateDirectory("cur");
        root.Flush();
    }

    public void Dispose()
    {
        Tmp.Dispose();
        New.Dispose();
        Cur.Dispose();
        Root.Dispose();
    }

    private static IDirectoryHandle OpenOrCreate(IDirectoryHandle root, string name)
    {
        if (root.OpenDirectory(name) is { } found)
            return found;
        root.CreateDirectory(name);
        return root.OpenDirectory(name) ?? throw new PosixException("openat", PosixError.NotFound, 0);
    }
}
