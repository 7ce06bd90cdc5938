using System.Runtime.InteropServices;
using MsgStore.Mailboxes;

namespace MsgStore.Sqlite.Rows;

/// <summary>A message to be put into a folder.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct NewMessage
{
    public required long ContentId { get; init; }

    public required long WireSize { get; init; }

    public required long StoredSize { get; init; }

    /// <summary>Seconds since 1970 UTC.</summary>
    public required long DateSeconds { get; init; }

    public MessageFlags Flags { get; init; }

    /// <summary>Keywords parted by blanks; <see langword="null"/> for none.</summary>
    public string? Keywords { get; init; }

    public long? SealId { get; init; }

    /// <summary>The UID it had elsewhere.</summary>
    public uint? Uid { get; init; }

    /// <summary>The key it had elsewhere.</summary>
    public MessageKey? Key { get; init; }
}
