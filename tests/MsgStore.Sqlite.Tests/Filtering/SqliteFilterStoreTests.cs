using Microsoft.Extensions.Logging.Abstractions;
using MsgStore.Conformance;
using MsgStore.Filtering;
using MsgStore.Mailboxes;
using MsgStore.Sqlite.Filtering;

namespace MsgStore.Sqlite.Tests.Filtering;

public sealed class SqliteFilterStoreTests : ScriptStoreConformance, IDisposable
{
    private static readonly MailboxName Alice = MailboxName.Parse("alice@example.com");
    private readonly string _root = Directory.CreateTempSubdirectory("filters").FullName;
    private readonly System.Collections.Concurrent.ConcurrentBag<SqliteFilterStore> _open = [];
    private readonly Clock _clock = new();

    [Fact]
    public async Task What_is_remembered_outlives_the_program_and_is_forgotten_in_time()
    {
        using (var first = OpenStore())
        {
            await first.RememberAsync(Alice, [new("a", _clock.Now.AddHours(1)), new("b", _clock.Now.AddHours(3))]);
            await first.RememberAsync(Alice, [new("a", _clock.Now.AddMinutes(1))]);
        }
        using var store = OpenStore();
        _clock.Now = _clock.Now.AddMinutes(59);
        Assert.True(await store.ContainsAsync(Alice, "a"));
        Assert.False(await store.ContainsAsync(MailboxName.Parse("bob@example.com"), "a"));
        _clock.Now = _clock.Now.AddMinutes(1);
        Assert.False(await store.ContainsAsync(Alice, "a"));
        await store.RememberAsync(Alice, []);
        Assert.True(await store.ContainsAsync(Alice, "b"));
    }

    public void Dispose()
    {
        foreach (var store in _open)
            store.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    protected override IScriptStore Open()
    {
        var store = OpenStore();
        _open.Add(store);
        return store;
    }

    private SqliteFilterStore OpenStore() => new(
        new SqliteFilterOptions { Root = _root, MaxScripts = MaxScripts, MaxScriptSizeInOctets = MaxScriptSize, MaxTotalSizeInOctets = MaxTotalSize }, _clock, NullLogger.Instance);

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
