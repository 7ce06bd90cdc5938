using Microsoft.Win32.SafeHandles;

namespace MsgStore.Posix;

/// <summary>An open directory; everything is relative to it, so no path is resolved twice. Every member throws <see cref="PosixException"/>.</summary>
internal interface IDirectoryHandle : IDisposable
{
    /// <summary>Opens a subdirectory; <see langword="null"/> when it does not exist. A symbolic link or a file is an error.</summary>
    IDirectoryHandle? OpenDirectory(string name);

    /// <summary>Creates a subdirectory (mode 0700); <see langword="false"/> when the name is taken. Durable after <see cref="Flush"/>.</summary>
    bool CreateDirectory(string name);

    /// <summary>Opens a file for reading; <see langword="null"/> when it does not exist.</summary>
    IFileHandle? OpenRead(string name);

    /// <summary>Opens a file for appending at its end; <see langword="null"/> when it does not exist.</summary>
    IFileHandle? OpenAppend(string name);

    /// <summary>Opens a file whose only use is <see cref="IFileHandle.TryLock"/>, creating it (mode 0600) when needed.</summary>
    IFileHandle OpenLockFile(string name);

    /// <summary>Creates a file (mode 0600); <see langword="null"/> when the name is taken.</summary>
    IFileHandle? CreateFile(string name);

    /// <summary>Creates a file without a name on this directory's file system; <see langword="null"/> when it cannot do that.</summary>
    IFileHandle? CreateUnnamed();

    /// <summary>Takes over a file without a name that was made elsewhere, as if <see cref="CreateUnnamed"/> had made it here: same file system, owner, group and mode.</summary>
    /// <param name="unnamed">The file, which stays open.</param>
    /// <returns>A handle of its own; <see langword="null"/> where it lies on another file system or cannot be made like a new one.</returns>
    IFileHandle? Adopt(SafeFileHandle unnamed);

    /// <summary>Names an unnamed file in this directory; <see langword="false"/> when the name is taken. Durable after <see cref="Flush"/>.</summary>
    bool Link(IFileHandle file, string name);

    /// <summary>Gives a file a second name in another directory; <see langword="false"/> when that name is taken or the file is gone.</summary>
    bool LinkTo(string name, IDirectoryHandle target, string newName);

    /// <summary>Moves a file or directory and never replaces one; durable after flushing both directories.</summary>
    RenameResult Rename(string name, IDirectoryHandle target, string newName);

    /// <summary>Moves a file over another within this directory; <see langword="false"/> when the source is gone.</summary>
    bool Replace(string name, string newName);

    /// <summary>Removes a file; <see langword="false"/> when it was not there.</summary>
    bool Remove(string name);

    /// <summary>Removes an empty directory; <see langword="false"/> when it was not there.</summary>
    bool RemoveDirectory(string name);

    /// <summary>Describes an entry without following links; <see langword="null"/> when it does not exist.</summary>
    FileStatus? Stat(string name);

    /// <summary>Whether a name, or with <paramref name="below"/> a name below that, leads to a directory, through links. Nothing is opened.</summary>
    bool LeadsToDirectory(string name, string below = "");

    /// <summary>Describes this directory.</summary>
    FileStatus Stat();

    /// <summary>Calls <paramref name="visitor"/> for every entry except <c>.</c> and <c>..</c>, in no order.</summary>
    void Read<TVisitor>(ref TVisitor visitor) where TVisitor : IEntryVisitor, allows ref struct;

    /// <summary>Makes the entries durable (fsync). After a failure nothing may be assumed about them.</summary>
    void Flush();

    /// <summary>Octets an unprivileged writer may still use on this file system.</summary>
    long FreeOctets();
}
