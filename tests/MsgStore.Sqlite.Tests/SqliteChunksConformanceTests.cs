using MsgStore.Conformance;

namespace MsgStore.Sqlite.Tests;

/// <summary>Every message in rows, however long.</summary>
public sealed class SqliteChunksConformanceTests : MessageStoreConformance
{
    protected override ValueTask<IStoreHarness> CreateAsync() =>
        ValueTask.FromResult<IStoreHarness>(new SqliteHarness(options => options.BlobThresholdInOctets = long.MaxValue));
}
