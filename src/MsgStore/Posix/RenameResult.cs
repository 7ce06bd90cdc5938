namespace MsgStore.Posix;

/// <summary>How a rename that never replaces ended.</summary>
internal enum RenameResult
{
    Done,
    SourceMissing,
    TargetExists,
}
