namespace MsgStore.Conformance;

/// <summary>
/// What every backend has to do, as tests. A backend passes by deriving this class and making its store in <see cref="CreateAsync"/>;
/// nothing else is overridden.
/// </summary>
public abstract partial class MessageStoreConformance
{
    /// <summary>Makes an empty store for one test.</summary>
    protected abstract ValueTask<IStoreHarness> CreateAsync();
}
