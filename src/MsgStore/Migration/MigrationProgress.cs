using MsgStore.Mailboxes;

namespace MsgStore.Migration;

/// <summary>How far a migration is.</summary>
/// <param name="Phase">What it is at.</param>
/// <param name="Done">Messages done in this phase, those that were there already among them.</param>
/// <param name="Total">Messages counted at the start; more may have come since.</param>
/// <param name="Path">The folder it is at.</param>
public sealed record MigrationProgress(MigrationPhase Phase, long Done, long Total, MailboxPath Path);
