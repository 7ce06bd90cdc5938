namespace MsgStore.EndToEnd.Tests;

/// <summary>Tests that fill the machine run one after the other, when the others are done.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LoadCollection
{
    public const string Name = "load";
}
