namespace MsgStore.Maildir.Index;

/// <summary>A pass over a folder.</summary>
/// <param name="Index">The folder as it is; null when another process holds a lock that is needed.</param>
/// <param name="AddedUids">The UIDs of the messages asked for, in order.</param>
internal sealed record SyncResult(FolderIndex? Index, uint[] AddedUids)
{
    /// <summary>A lock is held; try again.</summary>
    public static SyncResult Busy { get; } = new(null, []);
}
