namespace MsgStore.Encryption.Tests;

/// <summary>Tests that must not run beside others of this process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "Alone";
}
