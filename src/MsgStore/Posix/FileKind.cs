namespace MsgStore.Posix;

/// <summary>What an entry is.</summary>
internal enum FileKind : byte
{
    /// <summary>The file system does not say; ask <see cref="IDirectoryHandle.Stat(string)"/>.</summary>
    Unknown,
    File,
    Directory,

    /// <summary>A symbolic link, which is not followed.</summary>
    Link,
    Other,
}
