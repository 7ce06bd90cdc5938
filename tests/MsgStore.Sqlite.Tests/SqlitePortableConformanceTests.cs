using MsgStore.Conformance;

namespace MsgStore.Sqlite.Tests;

/// <summary>As on a system without the file layer: no blob files, the runtime's own locks.</summary>
public sealed class SqlitePortableConformanceTests : MessageStoreConformance
{
    protected override ValueTask<IStoreHarness> CreateAsync() => ValueTask.FromResult<IStoreHarness>(new SqliteHarness(hasFileLayer: false));
}
