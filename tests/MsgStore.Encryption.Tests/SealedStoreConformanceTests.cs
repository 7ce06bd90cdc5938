using MsgStore.Conformance;
using MsgStore.Encryption.Tests.Support;

namespace MsgStore.Encryption.Tests;

/// <summary>A store whose users have keys keeps the contract of stores, over memory.</summary>
public sealed class SealedMemoryConformanceTests : MessageStoreConformance
{
    protected override ValueTask<IStoreHarness> CreateAsync() => ValueTask.FromResult<IStoreHarness>(new SealedStore("memory", Samples.Alice, Samples.Bob));
}

/// <summary>The same over Maildirs.</summary>
public sealed class SealedMaildirConformanceTests : MessageStoreConformance
{
    protected override ValueTask<IStoreHarness> CreateAsync() => ValueTask.FromResult<IStoreHarness>(new SealedStore("maildir", Samples.Alice, Samples.Bob));
}

/// <summary>And where nobody has a key.</summary>
public sealed class KeylessMaildirConformanceTests : MessageStoreConformance
{
    protected override ValueTask<IStoreHarness> CreateAsync() => ValueTask.FromResult<IStoreHarness>(new SealedStore("maildir"));
}
