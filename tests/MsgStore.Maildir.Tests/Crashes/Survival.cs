namespace MsgStore.Maildir.Tests.Crashes;

/// <summary>What of the unflushed state a power cut leaves.</summary>
internal enum Survival
{
    /// <summary>Nothing that was not flushed.</summary>
    Nothing,
    /// <summary>All directory entries, no data: files without their octets.</summary>
    EntriesOnly,
    /// <summary>All data, no entries.</summary>
    DataOnly,
    /// <summary>Everything.</summary>
    Everything,
    /// <summary>A part, chosen anew for each entry and file.</summary>
    Some,
}
