using MsgStore.Conformance;

namespace MsgStore.Maildir.Tests;

public sealed class MaildirConformanceTests : MessageStoreConformance
{
    protected override ValueTask<IStoreHarness> CreateAsync() => ValueTask.FromResult<IStoreHarness>(new MaildirHarness());
}
