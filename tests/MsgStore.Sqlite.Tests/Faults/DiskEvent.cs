namespace MsgStore.Sqlite.Tests.Faults;

/// <summary>Something SQLite asked of the disk, or a mark the test set between.</summary>
/// <param name="Kind">What.</param>
/// <param name="File">The file's name; for a mark its text.</param>
/// <param name="Offset">Where octets were written, or the length a file was cut to.</param>
/// <param name="Octets">What was written.</param>
internal sealed record DiskEvent(DiskEventKind Kind, string File, long Offset = 0, byte[]? Octets = null);

public enum DiskEventKind
{
    Open,
    Write,
    Truncate,
    Sync,
    Delete,
    Mark,
}
