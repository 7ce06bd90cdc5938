using FsCheck.Xunit;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Sqlite.Engine;
using MsgStore.Sqlite.Rows;
using MsgStore.Sqlite.Schema;
using MsgStore.Storage;
using SQLitePCL;

namespace MsgStore.Sqlite.Tests;

public sealed class SchemaTests
{
    private const int Owner = 42;
    private const string First = "CREATE TABLE t(a INTEGER NOT NULL) STRICT; INSERT INTO t VALUES(1)";

    [Fact]
    public async Task Database_of_a_later_release_is_refused_and_not_changed()
    {
        await using var harness = new SqliteHarness();
        await harness.Backend.DeliverAsync("one");
        using (var other = SqliteConnection.Open(harness.DatabasePath, raw.SQLITE_OPEN_READWRITE))
            other.Execute($"PRAGMA user_version={StoreSchema.Migrations.Version + 1}");
        var second = harness.OpenSecond();
        var e = await TestMail.FailsAsync(async () => await second.OpenAsync());
        Assert.Equal((StoreError.Unavailable, true), (e.Error, e.IsTransient));
        Assert.Contains("later release", e.Message, StringComparison.Ordinal);
        Assert.Equal(DeliveryStatus.Deferred, (await second.DeliverAsync("refused")).Status);
    }

    [Fact]
    public void Database_of_another_program_is_refused() => With(connection =>
    {
        connection.ExecuteScript("CREATE TABLE theirs(a)");
        Assert.Equal(StoreError.Corrupt, Assert.Throws<MsgStoreException>(() => new SchemaMigrations(Owner, First).Apply(connection)).Error);
        Assert.Equal(0, connection.Number("PRAGMA application_id"));
    });

    [Fact]
    public void Migration_runs_the_missing_steps_only_and_once() => With(connection =>
    {
        new SchemaMigrations(Owner, First).Apply(connection);
        for (var i = 0; i < 2; i++)
            new SchemaMigrations(Owner, First, "ALTER TABLE t ADD COLUMN b INTEGER; UPDATE t SET b=a+1").Apply(connection);
        Assert.Equal(2, connection.Number("PRAGMA user_version"));
        Assert.Equal(2, connection.Number("SELECT sum(b) FROM t"));
    });

    [Fact]
    public void Migration_that_fails_leaves_the_database_as_it_was() => With(connection =>
    {
        new SchemaMigrations(Owner, First).Apply(connection);
        Assert.Throws<SqliteFault>(() => new SchemaMigrations(Owner, First, "ALTER TABLE t ADD COLUMN b INTEGER", "SELECT nonsense").Apply(connection));
        Assert.Equal(1, connection.Number("PRAGMA user_version"));
        Assert.Null(connection.Number("SELECT 1 FROM pragma_table_info('t') WHERE name='b'"));
        new SchemaMigrations(Owner, First, "ALTER TABLE t ADD COLUMN b INTEGER").Apply(connection);
        Assert.Equal(2, connection.Number("PRAGMA user_version"));
    });

    [Fact]
    public async Task Database_and_its_files_are_for_their_owner_alone_and_durable_settings_are_on()
    {
        await using var harness = new SqliteHarness();
        await harness.Backend.DeliverAsync("one");
        foreach (var file in Directory.GetFiles(harness.Root, "msgstore.db*"))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        var settings = await harness.Context.Writer.RunAloneAsync(
            connection => (connection.Number("PRAGMA synchronous"), connection.Number("PRAGMA foreign_keys"), connection.Number("SELECT 1 FROM pragma_journal_mode WHERE journal_mode='wal'")),
            CancellationToken.None);
        Assert.Equal((2, 1, 1), settings);
    }

    [Theory]
    [InlineData(3_037_000, true)]
    [InlineData(3_040_001, true)]
    [InlineData(3_035_005, false)]
    public void Version_of_SQLite_is_checked_and_the_fault_names_the_remedy(int version, bool isEnough)
    {
        var fault = SqliteNative.FindFault(version);
        Assert.Equal(isEnough, fault is null);
        if (!isEnough)
            Assert.Contains("3.35.5 was found; MsgStore.Sqlite needs 3.37 or later. Leave out what chooses it (an SQLitePCL provider of the application, or the switch MsgStore.Sqlite.UseSystemLibrary), or install a later one.", fault, StringComparison.Ordinal);
    }

    [Property]
    public void Any_text_is_a_key_or_is_not(string? text)
    {
        var isRead = MessageKeys.TryParse(new MessageKey(text!), out var uid, out var tag);
        Assert.True(!isRead || MessageKeys.Of(uid, tag).Value == text);
        _ = MessageKeys.IsKey(new MessageKey(text!));
    }

    [Property]
    public bool Keys_survive_the_round_trip(uint uid, uint tag) =>
        MessageKeys.TryParse(MessageKeys.Of(uid, tag), out var readUid, out var readTag) && (readUid, readTag) == (uid, tag);

    [Property]
    public void Any_text_in_a_row_is_read_as_keywords_or_passed_over(string? text) =>
        Assert.All(MessageRows.ReadKeywords(text), keyword => Assert.True(KeywordSet.IsKeyword(keyword)));

    [Fact]
    public async Task Tampered_rows_neither_hide_the_other_messages_nor_throw()
    {
        await using var harness = new SqliteHarness();
        await harness.Backend.DeliverAsync("one");
        await harness.Backend.DeliverAsync("two");
        await harness.Context.Writer.WriteAsync(
            scope => scope.Connection.Execute(
                "UPDATE messages SET keywords='a ( \"b] c', internal_date=9223372036854775807, flags=-1, wire_size=-5, name='strange' WHERE uid=1"), 0, CancellationToken.None);
        await harness.Context.Writer.WriteAsync(scope => scope.Connection.Execute("UPDATE folders SET message_count=-7 WHERE name='INBOX'"), 0, CancellationToken.None);
        await using var session = await harness.Backend.OpenAsync();
        Assert.Equal([1u, 2u], session.Messages.Select(message => message.Uid));
        Assert.Equal(KeywordSet.Create("a", "c"), session.Messages[0].Keywords);
        Assert.Contains("two", await session.ReadTextAsync(session.Messages[1].Key), StringComparison.Ordinal);
    }

    private static void With(Action<SqliteConnection> test)
    {
        var directory = Directory.CreateTempSubdirectory("msgstore-schema-");
        try
        {
            using var connection = SqliteConnection.Open(Path.Combine(directory.FullName, "x.db"), raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);
            test(connection);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
