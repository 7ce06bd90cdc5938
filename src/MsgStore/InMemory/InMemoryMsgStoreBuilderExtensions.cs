using Microsoft.Extensions.DependencyInjection;

namespace MsgStore.InMemory;

/// <summary>Chooses the in-memory store.</summary>
public static class InMemoryMsgStoreBuilderExtensions
{
    /// <summary>Keeps mail in memory: for tests.</summary>
    public static MsgStoreBuilder UseInMemory(this MsgStoreBuilder builder) =>
        builder.UseBackend(services => new InMemoryBackend(services.GetRequiredService<TimeProvider>()));
}
