using MsgStore.Sqlite.Engine;

namespace MsgStore.Sqlite.Filtering;

/// <summary>The tables of filters. Times are milliseconds since 1970 UTC.</summary>
internal static class FilterSchema
{
    /// <summary>"MSGF".</summary>
    private const int ApplicationId = 0x4d534746;

    private const string Version1 =
        """
        CREATE TABLE scripts(
          owner TEXT NOT NULL, name TEXT NOT NULL, octets BLOB NOT NULL, is_active INTEGER NOT NULL DEFAULT 0,
          PRIMARY KEY(owner, name)) STRICT;
        CREATE UNIQUE INDEX scripts_active ON scripts(owner) WHERE is_active = 1;

        CREATE TABLE memory(
          owner TEXT NOT NULL, name TEXT NOT NULL, until INTEGER NOT NULL,
          PRIMARY KEY(owner, name)) STRICT, WITHOUT ROWID;
        CREATE INDEX memory_by_time ON memory(until);
        """;

    /// <summary>From any version before to the one this program writes.</summary>
    public static SchemaMigrations Migrations { get; } = new(ApplicationId, Version1);
}
