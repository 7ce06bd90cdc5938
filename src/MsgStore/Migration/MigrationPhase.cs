namespace MsgStore.Migration;

/// <summary>What a migration is at.</summary>
public enum MigrationPhase
{
    /// <summary>Copying messages.</summary>
    Copying,
    /// <summary>Reading both sides and comparing them.</summary>
    Verifying,
}
