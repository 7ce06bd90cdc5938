namespace MsgStore.Migration;

/// <summary>How a migration goes.</summary>
public sealed record StoreMigrationOptions
{
    /// <summary>Messages stored in one commit. Default: 500.</summary>
    public int BatchMessages { get; init; } = 500;

    /// <summary>Octets after which a batch ends. Default: 64 MiB.</summary>
    public long BatchOctets { get; init; } = 64 * 1024 * 1024;

    /// <summary>Whether every message is read back at the end and compared by SHA-256. Default: true.</summary>
    public bool Verify { get; init; } = true;

    /// <summary>Problems that are listed; further ones are counted. Default: 1,000.</summary>
    public int MaxProblems { get; init; } = 1000;
}
