namespace MsgStore.Maildir.Index;

/// <summary>Tells which lines of a UID list are of messages that are gone.</summary>
/// <param name="old">What was shown before.</param>
/// <param name="scan">What is there.</param>
/// <param name="keepsUnseen">
/// Whether a line stays whose message was neither shown nor found: a directory that changed while it was read may have hidden it, or an import is
/// about to write it.
/// </param>
internal sealed class GoneNames(FolderIndex? old, FolderScan scan, bool keepsUnseen)
{
    private readonly BaseNameTable? _shown = old == null ? null : new BaseNameTable(old);

    /// <summary>Whether the message of that base name is gone.</summary>
    public bool Contains(ReadOnlySpan<byte> baseName) =>
        scan.Table.Find(baseName) < 0 && (!keepsUnseen || _shown?.Find(baseName) >= 0);
}
