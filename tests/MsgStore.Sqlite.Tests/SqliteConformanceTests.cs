using MsgStore.Conformance;

namespace MsgStore.Sqlite.Tests;

public sealed class SqliteConformanceTests : MessageStoreConformance
{
    protected override ValueTask<IStoreHarness> CreateAsync() => ValueTask.FromResult<IStoreHarness>(new SqliteHarness());
}
