using Microsoft.Extensions.Options;

namespace MsgStore.Content;

/// <summary>Lets a store say where incoming messages wait: the one without a name, else the one added first.</summary>
internal sealed class StoreSpoolDirectory(IServiceProvider services, IEnumerable<MsgStoreBuilder> stores) : IPostConfigureOptions<ContentBufferOptions>
{
    public void PostConfigure(string? name, ContentBufferOptions options)
    {
        var store = stores.FirstOrDefault(store => store.Name is null) ?? stores.FirstOrDefault();
        if (store?.SpoolDirectory is { } directory)
            options.StoreDirectory = () => directory(services);
    }
}
