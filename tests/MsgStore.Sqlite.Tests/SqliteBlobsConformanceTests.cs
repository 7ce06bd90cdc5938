using MsgStore.Conformance;

namespace MsgStore.Sqlite.Tests;

/// <summary>Every message in a file of its own.</summary>
public sealed class SqliteBlobsConformanceTests : MessageStoreConformance
{
    protected override ValueTask<IStoreHarness> CreateAsync() =>
        ValueTask.FromResult<IStoreHarness>(new SqliteHarness(options => options.BlobThresholdInOctets = 0));
}
