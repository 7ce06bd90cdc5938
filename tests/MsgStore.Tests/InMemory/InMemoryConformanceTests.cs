using MsgStore.Conformance;
using MsgStore.InMemory;
using MsgStore.Mailboxes;

namespace MsgStore.Tests.InMemory;

public sealed class InMemoryConformanceTests : MessageStoreConformance
{
    protected override ValueTask<IStoreHarness> CreateAsync() => ValueTask.FromResult<IStoreHarness>(new Harness());

    private sealed class Harness : IStoreHarness
    {
        public IMessageBackend Backend { get; } = new InMemoryBackend(TimeProvider.System);

        public bool HoldsContentInMemory => true;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
