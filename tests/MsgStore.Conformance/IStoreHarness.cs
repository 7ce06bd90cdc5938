using MsgStore.Mailboxes;

namespace MsgStore.Conformance;

/// <summary>One empty store for one test; disposing it removes everything.</summary>
public interface IStoreHarness : IAsyncDisposable
{
    /// <summary>The store.</summary>
    IMessageBackend Backend { get; }

    /// <summary>Whether content lives in memory, so that the tests of flat memory do not apply.</summary>
    bool HoldsContentInMemory => false;

    /// <summary>Capability interfaces the backend does not have; their tests then assert just that.</summary>
    IReadOnlySet<Type> MissingCapabilities => new HashSet<Type>();

    /// <summary>A second instance over the same data, as another process would open it; the same instance where data lives in memory.</summary>
    IMessageBackend OpenSecond() => Backend;
}
