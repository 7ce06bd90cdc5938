using MsgStore.Maildir.Layout;
using MsgStore.Posix;

namespace MsgStore.Maildir.Index;

/// <summary>Writes down the true size of a message whose file was found changed. Blocks.</summary>
internal static class SizeCorrection
{
    /// <summary>Corrects the index. Where that cannot be now, the next reader of the message finds the same.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="baseName">The message.</param>
    /// <param name="storedSize">Octets of the file.</param>
    /// <param name="wireSize">Octets on the wire.</param>
    public static void TryWrite(FolderHandle folder, ReadOnlySpan<byte> baseName, long storedSize, long wireSize)
    {
        try
        {
            using var gate = folder.Root.OpenLockFile(FolderSyncPass.LockName);
            if (!gate.TryLock() || IndexFile.Read(folder.Root) is not { } index)
                return;
            foreach (ref var entry in index.Entries)
                if (index.BaseOf(entry).SequenceEqual(baseName))
                    (entry.StoredSize, entry.WireSize) = (storedSize, wireSize);
            index.Complete();
            IndexFile.Write(folder.Root, index);
        }
        catch (PosixException)
        {
            // As on a file system that is full or cannot be written to: the message is served all the same.
        }
    }
}
