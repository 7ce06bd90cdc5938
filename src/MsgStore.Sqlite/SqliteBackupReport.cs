namespace MsgStore.Sqlite;

/// <summary>What a backup holds, as found when it was opened again.</summary>
/// <param name="Messages">Messages.</param>
/// <param name="Contents">Contents whose octets were read and compared with their SHA-256.</param>
/// <param name="Octets">Octets of all contents.</param>
/// <param name="ExpungedMeanwhile">Messages left out because they were removed from the store while it was copied.</param>
public sealed record SqliteBackupReport(long Messages, long Contents, long Octets, int ExpungedMeanwhile);
