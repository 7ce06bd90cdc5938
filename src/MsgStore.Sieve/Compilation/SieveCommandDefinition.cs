namespace MsgStore.Sieve.Compilation;

/// <summary>A command.</summary>
/// <param name="Name">The identifier.</param>
/// <param name="Compile">Checks the arguments, prepares constants and makes the command; errors go to the binding.</param>
public sealed record SieveCommandDefinition(string Name, Func<SieveBinding, SieveStatement> Compile) : SieveDefinition(Name)
{
    /// <summary>Whether it takes a block.</summary>
    public SieveBlockUse Block { get; init; }
}
